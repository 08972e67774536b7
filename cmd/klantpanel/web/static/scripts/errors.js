// A form that was refused is read from its summary on.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
