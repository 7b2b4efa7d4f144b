"use strict";
const table = document.getElementById("students");
const heads = [...table.tHead.rows[0].cells];
const words = new Intl.Collator(undefined, { numeric: true });
const keyOf = (row, column) => {
  const cell = row.cells[column];
  if (!cell.classList.contains("number")) return cell.textContent.trim();
  return cell.dataset.key === "" ? null : Number(cell.dataset.key);
};
const compare = (one, other) => (typeof one === "number" ? one - other : words.compare(one, other));
heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
  const up = head.getAttribute("aria-sort") !== "ascending";
  const keyed = [...table.tBodies[0].rows].map((row) => [keyOf(row, column), row]);
  // What was not handed in comes last, whichever way round.
  keyed.sort(([one], [other]) => one === null || other === null
    ? (one === null) - (other === null) : (up ? 1 : -1) * compare(one, other));
  const sorted = document.createDocumentFragment();
  for (const [, row] of keyed) sorted.append(row);
  table.tBodies[0].append(sorted);
  heads.forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
}));
