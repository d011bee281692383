#!/usr/bin/env python3
"""Draws what end_to_end.py and costs.py wrote as JSON: cases.svg and growth.svg beside this file, by gnuplot.

    bench/plots.py CASES.json COSTS.json
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TARGETS = {"S1": 1.5, "S2": 0.8, "S3": 0.8, "S5": 1.3, "masks": 1.25, "fit": 1.3}  # no ratio is asked of S4
STYLE = """set terminal svg size 640,360 font "sans-serif,12" background "white"
set border 3
set tics nomirror
set grid ytics lc rgb "#dddddd"
"""


def draw(name, script):
    subprocess.run(["gnuplot"], input=f"{STYLE}set output '{HERE / name}'\n{script}\n", text=True, check=True)


def block(rows):
    return "$data << EOD\n" + "".join(" ".join(map(str, row)) + "\n" for row in rows) + "EOD\n"


def draw_cases(cases):
    rows = [(name, case["ratio"], TARGETS.get(name, "NaN")) for name, case in cases.items() if case["ratio"] is not None]
    draw("cases.svg", block(rows) + """set yrange [0:*]
set ylabel "time, as a multiple of the reference's"
set style fill solid 0.8 border
set boxwidth 0.5
set key top left Left reverse
plot $data using 0:2:xtic(1) with boxes lc rgb "#4477aa" title "subset", \\
     $data using 0:3 with points pt 9 ps 1.2 lc rgb "#cc3311" title "asked for: at most", \\
     1 with lines dt 2 lc rgb "#555555" title "the reference" """)


def draw_growth(subset, source):
    largest = source[-1]["source_rows"]
    draw("growth.svg", block([(each["rows"], each["seconds"]) for each in subset])
         + "$source << EOD\n" + "".join(f"{each['source_rows']} {each['seconds']}\n" for each in source) + "EOD\n" + f"""set logscale xy
set xlabel "rows"
set ylabel "seconds"
set format x "10^{{%L}}"
set key top left Left reverse
set yrange [0.05:*]
plot $data using 1:2 with linespoints pt 7 lc rgb "#4477aa" title "rows of the twin; source of {largest:,}", \\
     $source using 1:2 with linespoints pt 5 lc rgb "#cc3311" title "rows of the source; twin of {source[-1]['rows']:,}" """)


def main():
    cases, costs = (json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:3])
    draw_cases(cases["cases"])
    draw_growth(costs["costs"]["growth"], costs["costs"]["source"])


if __name__ == "__main__":
    main()
