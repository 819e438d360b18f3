/// The program of `EvidenceServer`: serves a folder's files by ranges, and misbehaves as it is told to.
enum EvidenceServerScript {
    static let text = #"""
        import base64, email.utils, hashlib, http.server, json, os, re, ssl, sys, threading, urllib.parse

        root, certificate = sys.argv[1], sys.argv[2]
        lock = threading.Condition()
        behaviour, requests = {}, []

        def one_of(name):
            "The settings of a fault that is due now, or None; each request uses one up."
            with lock:
                fault = behaviour.get(name)
                if not fault or fault.get("skip", 0) > 0:
                    if fault: fault["skip"] -= 1
                    return None
                if fault.get("count", 0) <= 0: return None
                fault["count"] -= 1
                return dict(fault)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *_): pass

            def do_POST(self):
                text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.note()
                self.answer(200, {"X-Method": self.command}, text)

            def note(self):
                with lock:
                    requests.append({"method": self.command, "path": self.path, "headers": dict(self.headers)})
                    number = len(requests)
                    # "hold": n keeps all from the n-th on waiting for another behaviour.
                    while number >= behaviour.get("hold", number + 1): lock.wait()

            def answer(self, status, headers={}, body=b""):
                self.send_response(status)
                for name, value in headers.items(): self.send_header(name, value)
                if status != 204: self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)

            def do_HEAD(self): self.do_GET()

            def do_GET(self):
                self.note()
                url = urllib.parse.urlsplit(self.path)
                target = behaviour.get("redirect", {}).get(url.path)
                if target: return self.answer(302, {"Location": target})
                wanted = behaviour.get("auth")
                if wanted and self.headers.get("Authorization") != wanted:
                    return self.answer(401, {"WWW-Authenticate": 'Basic realm="evidence"'})
                fault = one_of("fail")
                if fault:
                    return self.answer(fault["status"], {"Retry-After": fault["after"]} if "after" in fault else {})
                name = os.path.join(root, os.path.normpath(urllib.parse.unquote(url.path)).lstrip("/"))
                if not os.path.isfile(name): return self.answer(404)
                with open(name, "rb") as file: self.give(file, os.fstat(file.fileno()))

            def give(self, file, status):
                validator = behaviour.get("validator", "etag")
                etag = '"%s"' % hashlib.sha1(b"%d %d" % (status.st_mtime_ns, status.st_size)).hexdigest()
                modified = email.utils.formatdate(status.st_mtime, usegmt=True)
                headers = {"Accept-Ranges": "bytes"}
                if validator == "etag": headers["ETag"] = etag
                if validator == "weak": headers["ETag"] = "W/" + etag
                if validator in ("modified", "weak"): headers["Last-Modified"] = modified
                size, start, end = status.st_size, 0, status.st_size - 1
                match = self.headers.get("If-Match")
                if match and validator == "etag" and match != etag: return self.answer(412, headers)
                since = self.headers.get("If-Range")
                wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                partial = bool(wanted) and behaviour.get("ranges", True)
                if since and since not in (etag if validator == "etag" else None, modified if "Last-Modified" in headers else None):
                    partial = False
                if partial:
                    start, end = int(wanted[1]), min(size - 1, int(wanted[2] or size - 1))
                    if start >= size: return self.answer(416, {"Content-Range": "bytes */%d" % size})
                fault = one_of("lie")
                shift = fault["shift"] if fault else 0
                total = size + (fault["total"] if fault and "total" in fault else 0)
                self.send_response(206 if partial else 200)
                for name, value in headers.items(): self.send_header(name, value)
                if partial: self.send_header("Content-Range", "bytes %d-%d/%d" % (start + shift, end + shift, total))
                self.send_header("Content-Length", str(end - start + 1))
                if "encoding" in behaviour: self.send_header("Content-Encoding", behaviour["encoding"])
                self.end_headers()
                if self.command == "HEAD": return
                cut, stall = one_of("cut"), one_of("stall")
                left = end - start + 1
                file.seek(start)
                if cut or stall:
                    self.wfile.write(file.read(min(left, (cut or stall)["after"])))
                    self.wfile.flush()
                    self.close_connection = True
                    # Holds still until the other side has had enough.
                    if stall: self.connection.recv(1)
                    return
                while left > 0:
                    piece = file.read(min(left, 1 << 20))
                    if not piece: break
                    self.wfile.write(piece)
                    left -= len(piece)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64
            def handle_error(self, *_): pass

        server = Server(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake belongs to the connection's own thread: one that fails must hold up nobody.
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        # A behaviour a line, or a question for what came in; the end of it is the end of the test.
        for line in sys.stdin:
            with lock:
                if line.strip() == "requests": answer = json.dumps(requests)
                else:
                    behaviour.clear()
                    behaviour.update(json.loads(line))
                    lock.notify_all()
                    answer = "ok"
            print(answer, flush=True)
        """#
}
