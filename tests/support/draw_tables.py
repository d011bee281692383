"""Tables beside each other as a drawing: what README.md shows of a shop before and after its masks."""
import html

CHARACTER, LINE, GAP, MARGIN = 6.7, 19, 14, 16  # pixels, of a fixed pitch of 11
PAPER, INK, HEAD, RULE, MASKED = "#ffffff", "#24292f", "#57606a", "#d0d7de", "#ddf4ff"


def render_tables(tables):
    """An SVG of tables from left to right. Each is {"title", "columns", "rows", "shaded"}: rows of texts, and the columns that stand on a
    ground of their own."""
    parts, left, height = [], MARGIN, 0
    for table in tables:
        widths = [max(len(cell) for cell in column) * CHARACTER + GAP for column in zip(table["columns"], *table["rows"])]
        parts.append(_table(table, widths, left))
        left += sum(widths) + 2 * MARGIN
        height = max(height, (len(table["rows"]) + 3) * LINE + MARGIN)
    size = f"{left - MARGIN:.0f} {height:.0f}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{size.split()[0]}" height="{size.split()[1]}" '
            f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="11">\n<rect width="100%" height="100%" fill="{PAPER}"/>\n'
            + "".join(parts) + "</svg>\n")


def _table(table, widths, left):
    top, bottom = 2.5 * LINE, (len(table["rows"]) + 3) * LINE
    lines = [_text(left, 1.3 * LINE, table["title"], INK, ' font-weight="bold"')]
    places = [left + sum(widths[:place]) for place in range(len(widths))]
    for place, width, name in zip(places, widths, table["columns"]):
        if name in table["shaded"]:
            lines.append(f'<rect x="{place - GAP / 2:.1f}" y="{top + LINE * 0.4:.1f}" width="{width:.1f}" height="{bottom - top - LINE * 0.4:.1f}" fill="{MASKED}"/>\n')
        lines.append(_text(place, top, name, HEAD))
    lines.append(f'<path d="M{left - GAP / 2:.1f} {top + LINE * 0.4:.1f}h{sum(widths):.1f}" stroke="{RULE}"/>\n')
    for number, row in enumerate(table["rows"]):
        lines += [_text(place, top + (number + 1.2) * LINE, cell, INK) for place, cell in zip(places, row)]
    return "".join(lines)


def _text(x, y, text, colour, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{more}>{html.escape(text)}</text>\n'
