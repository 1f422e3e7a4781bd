/// The one style sheet and the icon. Fonts are those of the reader's machine; nothing is loaded from elsewhere.
enum Style {
    static let sheet = """
        :root{--ink:#1b2733;--soft:#4d5b69;--deep:#16365c;--link:#1a4f8b;--seal:#9b1c1f;--rule:#d3d9df;--wash:#f4f6f8;--paper:#fff;
        --serif:"Noto Serif CJK SC","Source Han Serif SC","Songti SC","STSong","SimSun",serif;
        --sans:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Zen Hei",system-ui,sans-serif;
        --mono:ui-monospace,"SF Mono",Consolas,"Noto Sans Mono CJK SC",monospace}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
        body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.75 var(--sans);overflow-wrap:break-word}
        .wide{max-width:76rem;margin:0 auto;padding:0 1.25rem}
        a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.2em}
        a:hover{color:var(--seal)}
        :focus-visible{outline:3px solid #d08700;outline-offset:2px;border-radius:2px}
        main:focus{outline:none}
        .skip{position:absolute;left:-100vw;top:0;background:var(--paper);padding:.5rem 1rem;z-index:2}
        .skip:focus{left:0}
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

        .masthead{background:var(--deep);color:#fff;border-top:4px solid var(--seal)}
        .masthead>.wide{padding-top:1.4rem;padding-bottom:1.2rem}
        .masthead p{margin:0}
        .masthead .office{font:700 1.75rem/1.3 var(--serif);letter-spacing:.06em}
        .masthead .office a{color:inherit;text-decoration:none}
        .masthead .name{margin-top:.25rem;color:#d5e0ec;letter-spacing:.18em;font-size:.95rem}
        .masthead nav{background:#0f2947}
        .masthead ul{display:flex;flex-wrap:wrap;list-style:none;gap:0 .25rem}
        .masthead li a{display:block;padding:.6rem .85rem;color:#e9eff6;text-decoration:none;border-bottom:3px solid transparent}
        .masthead li a:hover{background:#1d4371;color:#fff}
        .masthead li a[aria-current]{border-bottom-color:#e2b04a;color:#fff;font-weight:700}
        .masthead :focus-visible{outline-color:#ffd166;outline-offset:-3px}

        main{padding-top:1.1rem!important;padding-bottom:3rem!important;min-height:50vh}
        .trail ol{display:flex;flex-wrap:wrap;list-style:none;margin:0 0 .6rem;padding:0;font-size:.875rem;color:var(--soft)}
        .trail li+li::before{content:"›";padding:0 .5rem}
        h1{font:700 1.85rem/1.35 var(--serif);margin:.9rem 0 .4rem;letter-spacing:.02em;text-wrap:balance}
        h2{font:700 1.28rem/1.4 var(--serif);margin:2.4rem 0 .8rem;padding-bottom:.35rem;border-bottom:1px solid var(--rule)}
        h2::before{content:"";display:inline-block;width:.28rem;height:1.05em;margin-right:.6rem;background:var(--seal);vertical-align:-.14em}
        p{margin:.5rem 0;max-width:46rem}
        .lead{color:var(--soft);margin-bottom:1.3rem}
        .note{display:block;color:var(--soft);font-size:.85rem;line-height:1.5}
        .mark{display:inline-block;border:1px solid var(--seal);color:var(--seal);border-radius:2px;padding:0 .4em;font-size:.8rem;line-height:1.55;white-space:nowrap}
        .aside{color:var(--soft);font-size:.85rem}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:0 3.5rem}
        .pair section{min-width:0}
        code{font:.86em/1.5 var(--mono);overflow-wrap:anywhere}
        .empty{color:var(--soft);padding:1rem;background:var(--wash);max-width:none}
        .notice{border-left:4px solid var(--seal);background:#fbf3f2;padding:.7rem 1.1rem;margin:1.2rem 0}
        .notice p{margin:.15rem 0}

        .facts{display:grid;grid-template-columns:11rem 1fr;margin:1.2rem 0;border-top:1px solid var(--rule)}
        .facts dt,.facts dd{border-bottom:1px solid var(--rule)}
        .facts dt{padding:.5rem .9rem;color:var(--soft);background:var(--wash)}
        .facts dd{margin:0;padding:.5rem .9rem;min-width:0}

        .table{margin:1.1rem 0}
        table{border-collapse:collapse;width:100%;font-size:.94rem;line-height:1.6}
        caption{text-align:left;font-weight:700;padding:.3rem 0 .6rem}
        th,td{text-align:left;vertical-align:top;padding:.55rem .7rem;border-bottom:1px solid var(--rule)}
        thead th{background:var(--wash);border-top:2px solid var(--deep);border-bottom:1px solid #aab4bf;white-space:nowrap;font-weight:600}
        tbody tr:hover{background:#f9fafb}
        .day{white-space:nowrap}
        .many table{font-size:.88rem}
        .many th,.many td{padding:.5rem .45rem;min-width:4.6em}
        .many th:first-child,.many td:first-child{min-width:3.4em}
        .many thead th{white-space:normal}
        .number{text-align:right;font-variant-numeric:tabular-nums}

        .numbers{list-style:none;margin:1.5rem 0;padding:0;display:grid;grid-template-columns:repeat(4,1fr);border:1px solid var(--rule);border-width:1px 0}
        .numbers li{padding:1.1rem 1.2rem;border-left:1px solid var(--rule)}
        .numbers li:first-child{border-left:0}
        .numbers strong{display:block;font:700 2.3rem/1.15 var(--serif);color:var(--deep);font-variant-numeric:tabular-nums}
        .numbers small{font:400 1rem var(--sans);margin-left:.3rem;color:var(--soft)}
        .numbers span{color:var(--soft)}

        figure{margin:1rem 0;max-width:52rem}
        figcaption{color:var(--soft);font-size:.875rem}
        .chart{display:block;width:100%;height:auto;font-family:var(--sans)}
        .chart .label{fill:var(--ink);font-size:15px}
        .chart .value{fill:var(--soft);font-size:14px;font-variant-numeric:tabular-nums}
        .chart .bar{fill:#2c5f9b}
        .chart .track{fill:#edf0f3}
        .chart .axis{stroke:#aab4bf}

        .chips ul,.pager ul{list-style:none;padding:0;margin:1rem 0;display:flex;flex-wrap:wrap;gap:.45rem}
        .chips a,.pager a{display:inline-block;padding:.22rem .75rem;border:1px solid #b9c3cd;border-radius:2px;text-decoration:none;background:var(--paper)}
        .chips a:hover,.pager a:hover{border-color:var(--seal)}
        .chips a[aria-current],.pager a[aria-current]{background:var(--deep);border-color:var(--deep);color:#fff}

        .search{margin:1.2rem 0;max-width:44rem}
        .search label{display:block;font-weight:600;margin-bottom:.3rem}
        .search div{display:flex}
        .search input{flex:1;min-width:0;font:inherit;color:inherit;padding:.5rem .8rem;border:1px solid #6b7885;border-right:0;border-radius:2px 0 0 2px;background:#fff}
        .search button,button{font:inherit;padding:.5rem 1.4rem;border:1px solid var(--deep);background:var(--deep);color:#fff;border-radius:0 2px 2px 0;cursor:pointer}
        button:hover{background:#0f2947}

        .steps{list-style:none;margin:1rem 0;padding:0 0 0 .4rem}
        .steps li{position:relative;display:grid;grid-template-columns:10.5rem 1fr;padding:.35rem 0 .35rem 1.4rem;border-left:2px solid var(--rule)}
        .steps li::before{content:"";position:absolute;left:-.42rem;top:.95rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--paper);border:2px solid #2c5f9b}
        .steps time{color:var(--soft);font-variant-numeric:tabular-nums}
        .shell{margin:1rem 0}
        pre{margin:.4rem 0;background:var(--wash);border:1px solid var(--rule);padding:.6rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.9rem;line-height:1.5}
        .prints{font-size:.9rem;color:var(--soft);margin:.1rem 0 .9rem;max-width:none}
        .downloads{color:var(--soft)}

        .foot{border-top:1px solid var(--rule);background:var(--wash);color:var(--soft);font-size:.9rem}
        .foot .wide{padding-top:1.2rem;padding-bottom:1.6rem}
        .foot p{max-width:none}

        @media screen and (max-width:48rem){
        .masthead .office{font-size:1.35rem}
        .masthead li a{padding:.5rem .6rem;font-size:.95rem}
        .masthead ul.wide{padding:0 .65rem}
        h1{font-size:1.45rem}
        .pair{grid-template-columns:1fr}
        .numbers{grid-template-columns:1fr 1fr}
        .numbers li{padding:.8rem .9rem}
        .numbers li:nth-child(odd){border-left:0}
        .numbers li:nth-child(n+3){border-top:1px solid var(--rule)}
        .numbers strong{font-size:1.8rem}
        .facts{grid-template-columns:6.8rem 1fr}
        .facts dt,.facts dd{padding:.45rem .6rem}
        .steps li{grid-template-columns:1fr}
        \(cards(".table"))
        .chart .label,.chart .value{font-size:18px}
        }
        @media screen and (max-width:72rem){
        \(cards(".many"))
        }
        @media print{
        @page{size:A4;margin:16mm 14mm}
        body{font-size:10.5pt;line-height:1.5}
        .masthead{background:none;color:#000;border-top:0;border-bottom:1.5pt solid #000}
        .masthead>.wide{padding:0 0 4pt}
        .masthead .office{font-size:15pt}
        .masthead .name{color:#000}
        .masthead nav,.trail,.search,.chips,.pager,.skip,.downloads,#recheck{display:none}
        .wide{max-width:none;padding:0}
        a{color:#000;text-decoration:none}
        h1{font-size:16pt}
        h2{break-after:avoid}
        tr,.facts dt,.facts dd,.steps li,figure{break-inside:avoid}
        thead{display:table-header-group}
        table{font-size:9pt}
        th,td{padding:2.5pt 4pt}
        thead th{white-space:normal}
        .foot{background:none;border-top:.5pt solid #000;font-size:8.5pt}
        .foot p+p{display:none}
        }
        @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

        """

    /// Rows as cards, each cell under its column's name, where a table would be too wide to read.
    private static func cards(_ box: String) -> String {
        """
        \(box) table,\(box) caption,\(box) tbody,\(box) tr,\(box) td{display:block}
        \(box) thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        \(box) tbody tr{border:1px solid var(--rule);border-top:2px solid var(--deep);margin:0 0 1rem;padding:.35rem 0}
        \(box) td,\(box) td:first-child{min-width:0}
        \(box) td{display:grid;grid-template-columns:7.2rem 1fr;gap:.6rem;border:0;padding:.22rem .8rem}
        \(box) td>span{min-width:0}
        \(box) td::before{content:attr(data-label);color:var(--soft)}
        \(box) .number{text-align:left}
        """
    }

    static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="6" fill="#16365c"/><rect x="9" y="9" width="46" height="46" fill="none" stroke="#e2b04a" stroke-width="3"/><path d="M20 34l9 9 16-21" fill="none" stroke="#fff" stroke-width="6"/></svg>

        """

    /// Searches exported files in the browser. The page works without: results can be leafed through.
    static let search = """
        "use strict";
        document.addEventListener("DOMContentLoaded", function () {
          var query = new URLSearchParams(location.search).get("q");
          if (!query || !window.siteIndex) return;
          document.getElementById("q").value = query;
          var words = query.toUpperCase().split(/\\s+/).filter(Boolean);
          var found = window.siteIndex.filter(function (row) {
            return words.every(function (word) {
              return row[1].toUpperCase().indexOf(word) >= 0 || row[2].indexOf(word) >= 0;
            });
          });
          var limit = 200;
          var main = document.getElementById("content");
          var lead = document.createElement("p");
          lead.setAttribute("role", "status");
          lead.textContent = "查得 " + found.length + " 条" + (found.length > limit ? "，仅列出前 " + limit + " 条" : "") + "。";
          main.appendChild(lead);
          if (found.length === 0) return;
          var columns = ["市场主体名称", "代码/注册号", "检查完成日期", "检查结果", "任务名称"];
          var table = document.createElement("table");
          var head = table.createTHead().insertRow();
          columns.forEach(function (name) {
            var cell = document.createElement("th");
            cell.scope = "col";
            cell.textContent = name;
            head.appendChild(cell);
          });
          var body = table.createTBody();
          found.slice(0, limit).forEach(function (row) {
            var line = body.insertRow();
            [row[1], row[2] || "无", row[3] || "-", row[4], row[5]].forEach(function (text, place) {
              var cell = line.insertCell();
              cell.setAttribute("data-label", columns[place]);
              var inside = document.createElement(place === 0 ? "a" : "span");
              if (place === 0) inside.href = "results/" + encodeURIComponent(row[0]) + ".html";
              inside.textContent = text;
              cell.appendChild(inside);
            });
          });
          var box = document.createElement("div");
          box.className = "table";
          box.appendChild(table);
          main.appendChild(box);
        });

        """
}
