const input = document.getElementById("filter");
const table = document.getElementById("access");
const total = document.getElementById("count");
if (table) {
  const rows = [...table.tBodies[0].rows];
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const cells = [...row.cells].map((cell) => cell.textContent);
      const text = cells.join("\n").toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      count += row.hidden ? 0 : 1;
    }
    total.textContent = `${count} of ${rows.length}`;
  };
  input.addEventListener("input", filter);
  filter();
}
