/// The search engines, one a line, tab separated: name, host, paths, keys.
///
/// - host: matches itself and its subdomains; a last label `*` stands for any country's suffix; `*` alone for any host.
/// - paths: comma separated; a last `*` matches any rest; `/` also stands for an empty path.
/// - keys: comma separated, the first that has a value counts. `name` is a key of the query or the fragment;
///   `name+other` counts only beside `other`; `#/text/` is what follows in the fragment, `/text/` in the path.
///
/// Lines are tried in order. Sources: Chromium `prepopulated_engines.json`, plaso `browser_search.py`.
package enum SearchEngineData {
    package static let text = #"""
        # name	host	paths	keys
        gmail	mail.google.*	/mail*	#/search/
        google-drive	drive.google.*	/drive*	q
        google-docs	docs.google.*	*	q
        google-scholar	scholar.google.*	/scholar	q,as_q
        google-maps	maps.google.*	/,/maps*	q
        google	google.*	/search,/webhp,/s,/imgres,/,/images,/imghp,/m/search,/custom,/cse	q,as_q,as_epq,as_oq
        bing	bing.com	/search,/images/search,/videos/search,/news/search,/shop,/maps	q
        duckduckgo	duckduckgo.com	*	q
        duckduckgo	duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion	*	q
        yahoo	search.yahoo.*	/search*,/mobile/s,/web*,/video*,/images*	p
        yandex	yandex.*	/search*,/yandsearch,/images/search,/images,/video/search,/touchsearch	text
        yandex	ya.ru	/search*,/images/search,/video/search	text
        baidu	baidu.com	/s,/,/search/*,/mobile*	wd,word
        youtube	youtube.com	/results	search_query,q
        ecosia	ecosia.org	/search,/images,/videos,/news	q
        startpage	startpage.com	/do/search,/do/dsearch,/do/metasearch.pl,/sp/search	query
        brave	search.brave.com	/search,/images,/news,/videos,/ask	q
        qwant	qwant.com	/,/web	q
        ask	ask.com	/web,/pictures	q
        aol	search.aol.*	/aol/*,/search*	q,query
        mojeek	mojeek.com	/search	q
        presearch	presearch.com	/search,/images	q
        karma	karmasearch.org	/search	q
        panda	panda-search.org	/search	q
        mail.ru	go.mail.ru	/search*,/msearch	q
        naver	search.naver.com	/search.naver	query
        daum	search.daum.net	/search	q
        sogou	sogou.com	/web,/web/*,/sogou	query,keyword
        360	so.com	/s	q
        petal	petalsearch.com	/search	query
        coccoc	coccoc.com	/search	query
        seznam	search.seznam.cz	*	q
        seznam	search.seznam.sk	*	q
        lilo	search.lilo.org	*	q
        nona	nona.de	*	q
        ahmia	ahmia.fi	/search	q
        ahmia	juhanurmihxlp77nkq76byazcldy2hlmovfu2epvl5ankdibsot4csyd.onion	/search	q
        swisscows	swisscows.com	*	query
        metager	metager.*	*	eingabe
        reddit	reddit.com	/search,/r/*	q
        x	x.com	/search	q
        x	twitter.com	/search	q
        facebook	facebook.com	/search/*	q
        tiktok	tiktok.com	/search*	q
        instagram	instagram.com	*	/explore/tags/
        pinterest	pinterest.*	/search/*	q
        amazon	amazon.*	/s,/s/*	k,field-keywords
        ebay	ebay.*	/sch/*	_nkw
        wikipedia	wikipedia.org	*	search
        github	github.com	/search	q
        chatgpt	chatgpt.com	/	q
        perplexity	perplexity.ai	/search*	q
        searx	*	/search	q+categories
        """#
}
