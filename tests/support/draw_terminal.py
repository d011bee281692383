"""Commands and what they print as a drawing that runs, as a recording of a terminal does: README.md shows one."""
import html

CHARACTER, LINE, MARGIN, COLUMNS = 7.23, 18, 14, 80  # pixels, of a fixed pitch of 12
PAPER, INK, PROMPT, BAR = "#0d1117", "#e6edf3", "#7ee787", "#30363d"
BLANK = "\u00a0"  # several in a row stand there as one where they may be broken
A_CHARACTER, A_LINE, AFTER_A_COMMAND, AT_THE_END = 0.03, 0.06, 1.5, 4.0  # seconds


def render_terminal(title, commands):
    """An SVG of `commands`, each [what is typed, the lines that are printed]. Where a reader asks for less motion, all stands there at once."""
    parts, styles, moment, line = [], [], 0.8, 0
    for typed, printed in commands:
        letters = len(typed)
        parts.append(_text(line, "$", PROMPT, f"l{line}") + _text(line, typed, INK, f"l{line}", 2))
        styles.append((line, moment))
        moment += letters * A_CHARACTER + 0.4
        line += 1
        for text in printed:
            parts.append(_text(line, text, INK, f"l{line}"))
            styles.append((line, moment))
            moment += A_LINE
            line += 1
        moment += AFTER_A_COMMAND
        line += 1
    whole = moment + AT_THE_END
    width, height = COLUMNS * CHARACTER + 2 * MARGIN, (line + 1) * LINE + 2 * MARGIN
    frames = "".join(f"@keyframes k{number}{{0%,{100 * begin / whole:.2f}%{{opacity:0}}{100 * begin / whole + 0.01:.2f}%,100%{{opacity:1}}}}"
                     f".l{number}{{animation:k{number} {whole:.1f}s step-end infinite}}\n" for number, begin in styles)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
            'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12">\n'
            f"<title>{html.escape(title)}</title>\n<style>@media (prefers-reduced-motion: no-preference) {{\n{frames}}}</style>\n"
            f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>\n<rect width="100%" height="{LINE + 6}" rx="8" fill="{BAR}"/>\n'
            + "".join(f'<circle cx="{MARGIN + 4 + 18 * number}" cy="{(LINE + 6) / 2:.0f}" r="5" fill="{colour}"/>\n'
                      for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")))
            + "".join(parts) + "</svg>\n")


def _text(line, text, colour, name, column=0):
    x, y = MARGIN + column * CHARACTER, LINE + 6 + MARGIN + (line + 0.7) * LINE
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" fill="{colour}">{html.escape(text.replace(" ", BLANK))}</text>\n' if text else ""
