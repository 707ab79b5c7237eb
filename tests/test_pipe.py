import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import sayso
from sayso.story import from_json, to_json

HARBOUR = Path(__file__).parents[1] / "examples" / "harbour.txt"
TEXT = "🐦 The bridge is safe, the mayor told reporters. “It’ll hold,” said Ada Brill."


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("sayso")
    return made


@pytest.mark.slow
def test_spacy_finds_the_component_without_an_import() -> None:
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('sayso'); doc = nlp('The bridge is safe, the mayor said.');"
        "print(doc.spans['sayso.sources'][0].text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "the mayor"


def test_a_doc_has_the_statements_of_its_text(nlp: Language) -> None:
    text = HARBOUR.read_text(encoding="utf-8")
    doc = nlp(text)
    read = sayso.read_text(text)
    assert doc._.story == read
    assert doc._.statements == read.statements
    assert len(read.statements) > 10


def test_the_span_groups_hold_the_pieces_of_each_statement(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [span.text for span in doc.spans["sayso.sources"]] == ["the mayor", "Ada Brill"]
    assert [span.text for span in doc.spans["sayso.cues"]] == ["told", "said"]
    assert {span.label_ for span in doc.spans["sayso.contents"]} == {"CONTENT"}


def test_a_span_knows_its_statement(nlp: Language) -> None:
    doc = nlp(TEXT)
    for role in ("source", "cue", "content"):
        for span in doc.spans[f"sayso.{role}s"]:
            assert span._.statement == doc._.statements[int(span.id_)]
            assert any(span.start_char <= start < span.end_char for start, _ in getattr(span._.statement, role))
    assert doc[0:2]._.statement is None


def test_a_span_is_as_wide_as_the_tokens_that_it_touches() -> None:
    made = spacy.blank("en")
    # One token for all between blanks: a content ends within it, at the mark.
    made.tokenizer = lambda text: Doc(made.vocab, words=text.split(" "))
    made.add_pipe("sayso")
    doc = made("“It’ll hold,” said Ada Brill.")
    assert [span.text for span in doc.spans["sayso.sources"]] == ["Ada Brill."]


def test_docs_pass_in_batches_and_in_order(nlp: Language) -> None:
    texts = [f"The boat {number} leaks, the master said." for number in range(7)]
    docs = list(nlp.pipe(texts, batch_size=3))
    assert [doc._.story.words(doc._.statements[0].content) for doc in docs] == [f"The boat {n} leaks" for n in range(7)]


def test_a_doc_without_text_has_no_statements(nlp: Language) -> None:
    for text in ("", " \n"):
        doc = nlp(text)
        assert doc._.statements == ()
        assert all(len(doc.spans[group]) == 0 for group in ("sayso.sources", "sayso.cues", "sayso.contents"))


def test_a_doc_that_was_not_read_has_no_story() -> None:
    doc = spacy.blank("en")("The bridge is safe.")
    assert (doc._.story, doc._.statements, doc[0:1]._.statement) == (None, (), None)


def test_what_the_text_does_not_say_can_be_said_beforehand(nlp: Language) -> None:
    doc = nlp.make_doc("SKERRIN, May 5 (NWA) — The boat leaks, the master said.")
    doc.user_data |= {"published": "2020-05-06", "outlet": "The Gull", "id": "boat", "mine": 7}
    story = nlp(doc)._.story
    assert (story.dateline.date, story.outlet, story.id) == ("2020-05-05", "The Gull", "boat")
    assert doc.user_data["mine"] == 7


def test_a_doc_keeps_its_statements_in_bytes_and_on_disk(nlp: Language, tmp_path: Path) -> None:
    doc = nlp(TEXT)
    nlp(TEXT).to_disk(tmp_path / "doc")
    fresh = spacy.blank("en").vocab
    binned = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    for back in (
        Doc(fresh).from_bytes(doc.to_bytes()),
        Doc(spacy.blank("en").vocab).from_disk(tmp_path / "doc"),
        next(DocBin().from_bytes(binned).get_docs(spacy.blank("en").vocab)),
        pickle.loads(pickle.dumps(doc)),
    ):
        assert back._.statements == doc._.statements
        spans: list[Span] = list(back.spans["sayso.sources"])
        assert [(span.text, span.id_) for span in spans] == [("the mayor", "0"), ("Ada Brill", "1")]
        assert {span.label_ for span in spans} == {"SOURCE"}
        assert spans[1]._.statement == doc._.statements[1]


def test_a_pipeline_with_the_component_goes_to_disk_and_bytes_and_back(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp")(TEXT)._.statements == nlp(TEXT)._.statements
    other = spacy.blank("en")
    other.add_pipe("sayso")
    assert other.from_bytes(nlp.to_bytes())(TEXT)._.statements == nlp(TEXT)._.statements


def test_the_story_of_a_doc_can_be_handed_on(nlp: Language) -> None:
    story = nlp(TEXT)._.story
    assert from_json(to_json(story)) == story


def test_nothing_else_of_sayso_needs_spacy() -> None:
    code = "import sys, sayso.cli, sayso.export.rows; sayso.read_text('It is, he said.'); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
