//! Text in aligned columns.

const GAP: usize = 2;
/// A cell longer than this pushes its own row only.
const WIDEST: usize = 60;

/// A line a row. The last column is as long as it likes.
pub fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |cell: &String| cell.chars().count();
    let widths: Vec<usize> = (0..N)
        .map(|column| rows.iter().map(|row| width(&row[column])).filter(|width| *width <= WIDEST).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, widest) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', widest.saturating_sub(width(cell)) + GAP));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
