//! Renders plots as SVG.

use plotters::element::{Rectangle, Text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::error::Result;

const WIDTH: u32 = 820;
const ROW: u32 = 22;
const FONT: &str = "sans-serif";

/// A palette for color-blind readers.
const COLORS: [RGBColor; 5] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(240, 190, 90),
    RGBColor(120, 120, 120),
    RGBColor(0, 158, 115),
];

/// A heading with bars below it.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) bars: Vec<Bar>,
}

/// A value with its label.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: f64,
    /// Index of its color.
    pub(crate) color: usize,
}

/// Renders a horizontal bar chart as SVG.
pub(crate) fn bars(title: &str, groups: &[Group]) -> Result<String> {
    let count: usize = groups.iter().map(|group| group.bars.len() + 1).sum();
    let rows = u32::try_from(count)?;
    let values = groups.iter().flat_map(|group| &group.bars);
    let most = values
        .map(|bar| bar.value)
        .fold(f64::MIN_POSITIVE, f64::max);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, rows * ROW + 72)).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .caption(title, (FONT, 17))
            .margin(8)
            .margin_left(270)
            .margin_right(70)
            .x_label_area_size(24)
            .build_cartesian_2d(0.0..most, 0.0..f64::from(rows))?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(TRANSPARENT)
            .label_style((FONT, 12))
            .draw()?;
        let text = |place| {
            let style = TextStyle::from((FONT, 13).into_font());
            style.pos(Pos::new(place, VPos::Center))
        };
        let mut top = f64::from(rows);
        for group in groups {
            let (x, y) = chart.backend_coord(&(0.0, top - 0.6));
            let heading = TextStyle::from((FONT, 13, FontStyle::Bold).into_font());
            let heading = heading.pos(Pos::new(HPos::Right, VPos::Center));
            root.draw(&Text::new(group.title.clone(), (x - 8, y), heading))?;
            top -= 1.0;
            for bar in &group.bars {
                let color = COLORS[bar.color % COLORS.len()];
                let corners = [(0.0, top - 0.15), (bar.value, top - 0.85)];
                chart.draw_series([Rectangle::new(corners, color.filled())])?;
                let (x, y) = chart.backend_coord(&(0.0, top - 0.5));
                root.draw(&Text::new(bar.label.clone(), (x - 8, y), text(HPos::Right)))?;
                let (x, _) = chart.backend_coord(&(bar.value, top - 0.5));
                root.draw(&Text::new(short(bar.value), (x + 5, y), text(HPos::Left)))?;
                top -= 1.0;
            }
        }
        root.present()?;
    }
    Ok(with_newline(svg))
}

/// Renders a line chart as SVG. Both axes start at zero.
pub(crate) fn line(title: &str, x: &str, y: &str, points: &[(f64, f64)]) -> Result<String> {
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::MIN_POSITIVE, f64::max);
    let right = most(&mut points.iter().map(|point| point.0));
    let top = most(&mut points.iter().map(|point| point.1)) * 1.25;
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, 300)).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .caption(title, (FONT, 17))
            .margin(8)
            .margin_right(40)
            .x_label_area_size(40)
            .y_label_area_size(60)
            .build_cartesian_2d(0.0..right, 0.0..top)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .label_style((FONT, 12))
            .x_desc(x)
            .y_desc(y)
            .x_label_formatter(&|value| format!("{value:.0}"))
            .draw()?;
        chart.draw_series([PathElement::new(points.to_vec(), COLORS[0].stroke_width(2))])?;
        root.present()?;
    }
    Ok(with_newline(svg))
}

/// Formats with three significant digits.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// Adds the newline at the end of the file.
fn with_newline(mut svg: String) -> String {
    if !svg.ends_with('\n') {
        svg.push('\n');
    }
    svg
}
