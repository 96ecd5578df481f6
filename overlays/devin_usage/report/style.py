"""How the page looks. No fonts, pictures or scripts are fetched; a reader's choice of light or dark is followed."""

from __future__ import annotations

from typing import Final

CHART_STYLE: Final = """
.chart{--ink:#1b2430;--soft:#556070;--line:#d9dee5;--paper:#fff;--a:#0b62a8;--b:#f0a530;--c:#0a8f72;--d:#c45aa0;
--e:#6b7280;--f:#e3e7ec;--f-ink:#556070;--alarm:#b3261e;margin:0 0 14px;color:var(--ink);
font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
@media (prefers-color-scheme:dark){.chart{--ink:#e6eaf0;--soft:#a0abba;--line:#333c48;--paper:#14191f;--a:#4ea4e8;
--b:#e8a33a;--c:#2db592;--d:#d884c2;--e:#a0abba;--f:#3a4450;--f-ink:#a0abba;--alarm:#ff8a80}}
@media print{.chart{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--a:#0b62a8;--b:#f0a530;--c:#0a8f72;--d:#c45aa0;
--e:#6b7280;--f:#e3e7ec;--f-ink:#556070;--alarm:#b3261e}}
.chart figcaption{font-weight:600;margin:0 0 4px}
.chart .legend{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;margin:0 0 6px;padding:0;color:var(--soft)}
.chart .legend li{display:flex;align-items:center;gap:6px}
.chart .legend b{color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums}
.chart .unit{margin:0;font-size:12px;color:var(--soft);width:46px;text-align:right}
.chart .plot{display:grid;grid-template-columns:52px minmax(0,1fr)}
.chart svg{display:block}.chart .area{overflow:visible}
.chart text{font-size:12px;fill:var(--soft);font-family:inherit;font-variant-numeric:tabular-nums}
.chart .grid{stroke:var(--line);stroke-width:1;shape-rendering:crispEdges}
.chart .base{stroke:var(--soft);stroke-width:1;shape-rendering:crispEdges}
.s-a{fill:var(--a)}.s-b{fill:var(--b)}.s-c{fill:var(--c)}.s-d{fill:var(--d)}.s-e{fill:var(--e)}.s-f{fill:var(--f)}
.ink{stroke:var(--paper);stroke-width:1;fill:none}.dot{fill:var(--paper)}.s-f+.ink{stroke:var(--f-ink)}
.chart .open{opacity:.55}
.chart g:hover>rect{filter:brightness(1.12)}
.chart .used{fill:none;stroke:var(--a);stroke-width:2.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.chart .under{fill:var(--a);opacity:.12}
.chart .going-on{fill:none;stroke:var(--ink);stroke-width:2;stroke-dasharray:2 5;stroke-linecap:round;
vector-effect:non-scaling-stroke}
.chart .budget{stroke:var(--alarm);stroke-width:2;stroke-dasharray:9 4}
.chart details{margin-top:6px}.chart summary{cursor:pointer;color:var(--soft);font-size:13px}
.chart .scroll{overflow:auto;max-height:420px}
.chart table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
.chart caption{text-align:left;color:var(--soft);padding:4px 0}
.chart th,.chart td{padding:3px 8px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap;
background:none;color:inherit}
.chart th:first-child{text-align:left;font-weight:400}
.chart thead th,.chart thead th:first-child{font-weight:600;color:var(--soft)}
.chart tfoot th,.chart tfoot th:first-child,.chart tfoot td{font-weight:600;border-bottom:0}
"""
"""What a chart needs, wherever it stands. The colours can be told apart with any colour vision."""

PAGE_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1b2430;--soft:#556070;--line:#d9dee5;--paper:#fff;--shade:#f5f7f9;--a:#0b62a8;
--alarm:#b3261e;--note:#7a4b00;--note-paper:#fff6e0}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a0abba;--line:#333c48;--paper:#14191f;--shade:#1c232b;
--a:#4ea4e8;--alarm:#ff8a80;--note:#f3cf87;--note-paper:#2b2414}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--shade:#fff;--a:#0b62a8;
--alarm:#b3261e;--note:#000;--note-paper:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
header,main,footer{max-width:1080px;margin:0 auto;padding:0 20px}
header{padding-top:22px}
h1{font-size:22px;line-height:1.25;margin:0 0 2px}
h2{font-size:17px;line-height:1.3;margin:0 0 10px}
h3{font-size:14px;margin:18px 0 4px}
p{margin:0 0 8px;max-width:78ch}
a{color:var(--a)}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:6px 10px;z-index:1}
.of{color:var(--soft);margin:0}
nav{margin:12px auto 0;padding:8px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:2px 18px;margin:0;padding:0;list-style:none}
section{padding:20px 0 8px;border-bottom:1px solid var(--line)}section:last-child{border-bottom:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:8px;margin:0 0 16px}
.tiles div{background:var(--shade);border:1px solid var(--line);border-radius:4px;padding:8px 12px}
.tiles dt{color:var(--soft);font-size:12px}
.tiles dd{margin:0;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3}
.tiles dd.more{font-size:12px;font-weight:400;color:var(--soft)}
.tiles .over dd:nth-of-type(1){color:var(--alarm)}
.note{border-left:3px solid var(--note);background:var(--note-paper);color:var(--note);padding:7px 11px;margin:0 0 12px}
.quiet{color:var(--soft)}
.ranks{border-collapse:collapse;width:100%;margin:0 0 12px;font-variant-numeric:tabular-nums}
.ranks caption{text-align:left;color:var(--soft);padding-bottom:4px}
.ranks th,.ranks td{padding:3px 8px;text-align:right;border-bottom:1px solid var(--line);vertical-align:top}
.ranks th{font-weight:400}.ranks thead th{font-weight:600;color:var(--soft);font-size:12px}
.ranks .who{text-align:left;width:60%;overflow-wrap:anywhere}.ranks .place{width:28px;color:var(--soft)}
.ranks .who div{display:flex;align-items:center;gap:4px 16px}.ranks .who span{flex:0 0 62%}
.ranks .who small{color:var(--soft);margin-left:6px}
.ranks .bar{display:block;flex:1 1 0;min-width:0;fill:var(--a)}.ranks td,.ranks thead th{white-space:nowrap}
.ranks tfoot th,.ranks tfoot td{font-weight:600;border-bottom:0}
.ranks .rest th,.ranks .rest td{color:var(--soft)}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:0 32px}
.facts{margin:0 0 12px;padding-left:18px;max-width:90ch}.facts li{margin:2px 0}
.outcome{display:block;margin:4px 0 6px}
footer{color:var(--soft);font-size:12px;padding-top:14px;padding-bottom:28px}
@media (max-width:520px){header,main,footer{padding-left:14px;padding-right:14px}h1{font-size:20px}
.tiles{grid-template-columns:1fr 1fr;gap:6px}.ranks th,.ranks td{padding:4px 5px}
.ranks .place,.priced .part{display:none}
.ranks .who div{display:block}.ranks .bar{margin-top:3px}
.ranks .who small{display:block;margin:0}.two{grid-template-columns:minmax(0,1fr)}}
@page{margin:12mm}
@media print{body{font-size:10.5pt}header,main,footer{padding-left:0;padding-right:0}tfoot{display:table-row-group}
nav,.skip{display:none}section,figure,.tiles,tr{break-inside:avoid}
section{break-inside:auto}h2,h3,caption,figcaption,.legend{break-after:avoid}
svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.scroll{max-height:none;overflow:visible}details:not([open]){display:none}}
"""
"""What the page needs beside what charts need."""
