// What the page for reading does beyond a plain form, which it is without this.
const form = document.querySelector("form.read");

// A file that is dropped on the page is read.
const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
form.elements.text.placeholder += " Or drop a file anywhere on this page.";

addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.classList.add("waiting");
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) form.classList.remove("waiting");
});
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.classList.remove("waiting");
  const { text, address, file } = form.elements;
  const several = event.dataTransfer.files.length > 1;
  file.setCustomValidity(several ? "Drop one file at a time." : "");
  if (several) return file.reportValidity();
  text.value = address.value = "";
  file.files = event.dataTransfer.files;
  form.requestSubmit();
});
form.addEventListener("input", () => form.elements.file.setCustomValidity(""));

// What is kept has a page of its own: the browser goes there itself.
addEventListener("submit", (event) => event.submitter?.hasAttribute("formaction") && event.stopPropagation(), true);

// Who hears the page is told that the story is there by being led to it.
addEventListener("htmx:afterSettle", () => {
  const headline = document.querySelector("#reading h1");
  if (!headline) return;
  headline.tabIndex = -1;
  headline.focus({ preventScroll: true });
});
