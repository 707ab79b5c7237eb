// A file that is dropped on the page is read. Without this, the form's own field takes it.
const form = document.querySelector("form.read");
const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

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
  form.elements.text.value = form.elements.address.value = "";
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit();
});
