import Digests
import Foundation

/// The one style sheet of all pages: readable in light, in dark and on paper.
enum Style {
    /// By its digest, so that no other style is taken: what the Content-Security-Policy names.
    static let source = "sha256-" + Data(RunningDigest.of(sheet)).base64EncodedString()

    static let sheet = """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#525b66;--page:#fff;--band:#f3f5f7;--line:#cfd6dd;\
        --link:#0b4fa3;--escalate:#9b1c1c;--review:#7a4a00;--inconclusive:#45418a;--negative:#1f5c38}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#aab3bd;--page:#14171a;--band:#1e2328;\
        --line:#3a424b;--link:#8ab8f5;--escalate:#ff9d94;--review:#f2c06b;--inconclusive:#b9b5f7;--negative:#86d3a4}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:76rem;padding:1.5rem;background:var(--page);color:var(--ink);\
        font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 1rem}
        h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .75rem;border-top:1px solid var(--line);padding-top:1rem}
        h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
        p,li{max-width:46rem}
        header p,footer{color:var(--soft);font-size:.9rem;margin:0}
        footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
        a{color:var(--link)}
        a:focus-visible,.table:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .skip{position:absolute;left:-999rem}.skip:focus{position:static}
        .table{overflow-x:auto;margin:.75rem 0 1.5rem}
        table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
        th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line);\
        overflow-wrap:anywhere;min-width:6rem}
        thead th{background:var(--band);font-weight:600;overflow-wrap:normal}
        tbody th{font-weight:500}
        tfoot th,tfoot td{font-weight:700;border-top:2px solid var(--ink)}
        .number{text-align:right;white-space:nowrap;overflow-wrap:normal}
        code{font:.85em/1.45 ui-monospace,"Cascadia Mono","Liberation Mono",Menlo,monospace;overflow-wrap:anywhere}
        pre{background:var(--band);padding:.75rem;overflow-x:auto;white-space:pre-wrap;margin:.5rem 0}
        .outcome{font-weight:700;white-space:nowrap}
        .escalate{color:var(--escalate)}.review{color:var(--review)}
        .inconclusive{color:var(--inconclusive)}.negative{color:var(--negative)}
        .pages{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;margin:1rem 0}
        .pages a,nav a{display:inline-block;min-height:1.5rem}
        ul.plain{list-style:none;padding:0}
        .signatures p{border-top:1px solid var(--soft);color:var(--soft);font-size:.85rem;margin:3rem 0 0;\
        max-width:24rem;padding-top:.25rem}
        .certificate h2{margin-top:1.5rem}
        .statement{border-left:4px solid var(--line);padding:.25rem 1rem;margin:1rem 0}
        @page{margin:15mm;@bottom-right{content:"page " counter(page) " of " counter(pages);font-size:8pt}}
        @media print{body{max-width:none;padding:0;font-size:9.5pt;color:#000;background:#fff}.skip,nav{display:none}\
        .table{overflow:visible}thead{display:table-header-group}tr{break-inside:avoid}h2,h3{break-after:avoid}}
        """
}
