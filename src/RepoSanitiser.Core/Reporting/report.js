"use strict";
(() => {
  const source = document.getElementById("data");
  const form = document.getElementById("filters");
  if (!source || !form) return;

  const data = JSON.parse(source.textContent);
  const severities = ["low", "medium", "high", "critical"];
  const pageSize = 100;
  // One row is [severity, rule, path, place, reach, reachable, open, exposed, evidence, name, value, name, value, ...].
  const [SEVERITY, RULE, PATH, PLACE, REACH, REACHABLE, OPEN, EXPOSED, EVIDENCE, DETAILS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const lowerPaths = data.paths.map((path) => path.toLowerCase());
  const body = document.getElementById("rows");
  const shown = document.getElementById("shown");
  const pager = document.querySelector(".pager");
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  const pageLabel = document.getElementById("page");
  let matching = [];
  let page = 0;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const cell = (label, ...children) => {
    const made = element("td");
    made.dataset.label = label;
    made.append(...children);
    return made;
  };

  const details = (row) => {
    const made = element("details");
    const list = element("dl");
    for (let i = DETAILS; i < row.length; i += 2) list.append(element("dt", row[i]), element("dd", row[i + 1]));
    made.append(element("summary", "Details"), list);
    return made;
  };

  const line = (row) => {
    const severity = severities[row[SEVERITY]];
    const made = element("tr");
    made.append(
      cell("Severity", element("span", severity, "chip " + severity)),
      cell("What", element("b", data.rules[row[RULE]]), element("span", row[EVIDENCE], "evidence"), details(row)),
      cell("Where", element("code", data.paths[row[PATH]]), element("span", data.places[row[PLACE]], "place")),
      cell("Exposed", row[EXPOSED]),
      cell("Reachable from", data.reaches[row[REACH]]));
    return made;
  };

  const draw = () => {
    const from = page * pageSize;
    const rows = matching.slice(from, from + pageSize);
    body.replaceChildren(...rows.map(line));
    const all = data.rows.length.toLocaleString("en");
    const count = matching.length.toLocaleString("en");
    shown.textContent = matching.length === data.rows.length
      ? all + (data.rows.length === 1 ? " finding" : " findings, worst first")
      : count + " of " + all + " findings match";
    pager.hidden = matching.length <= pageSize;
    previous.disabled = page === 0;
    next.disabled = from + pageSize >= matching.length;
    pageLabel.textContent = (from + 1).toLocaleString("en") + " to " + (from + rows.length).toLocaleString("en") + " of " + count;
  };

  const filter = () => {
    const wanted = new FormData(form);
    const levels = new Set(wanted.getAll("severity").map(Number));
    const rule = wanted.get("rule");
    const path = wanted.get("path").toLowerCase();
    const reach = wanted.get("reach");
    const open = wanted.has("open");
    const paths = lowerPaths.map((known) => known.includes(path));
    matching = data.rows.filter((row) =>
      levels.has(row[SEVERITY])
      && (!rule || data.rules[row[RULE]] === rule)
      && paths[row[PATH]]
      && (!reach || row[REACHABLE] === Number(reach))
      && (!open || row[OPEN] === 1));
    page = 0;
    draw();
  };

  const turn = (by) => {
    page += by;
    draw();
    document.getElementById("findings").scrollIntoView();
  };

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  for (const link of document.querySelectorAll(".timeline a.path")) {
    link.addEventListener("click", () => {
      form.elements.path.value = link.textContent;
      filter();
    });
  }

  form.hidden = false;
  filter();
})();
