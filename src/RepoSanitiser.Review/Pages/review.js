// Keys only: everything here can be done without this script.
"use strict";
let last = -1;
document.addEventListener("keydown", event => {
  const typing = event.target.matches("textarea, input, select");
  if (typing && event.key === "Escape") event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") {
    const keys = document.querySelector(".keys");
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView();
  } else if (event.key === "n") {
    const flags = document.querySelectorAll(".flag");
    if (flags.length === 0) return;
    last = (last + 1) % flags.length;
    flags[last].focus();
    flags[last].scrollIntoView({ block: "center", inline: "center" });
  } else if (/^[a-z]$/.test(event.key)) {
    const target = document.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("textarea")) target.focus();
    else target.click();
  }
});
