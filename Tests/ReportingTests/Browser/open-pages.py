"""open-pages.py CHROMIUM FOLDER SCREENSHOTS PAGE...: opens pages in a headless browser and prints what is wrong with them.

Speaks the DevTools protocol over a pipe, so that no port is opened. Each page is opened at two widths, in light and dark.
"""
import base64
import fcntl
import json
import os
import pathlib
import select
import subprocess
import sys
import tempfile
import time

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
PATIENCE = 60
NAMED_ROLES = {"link", "heading", "table", "region", "navigation", "columnheader"}


class Browser:
    def __init__(self, program, profile):
        command, self.commands = os.pipe()
        self.answers, answer = os.pipe()
        # Clear of 3 and 4, where the browser wants them; those are taken, so that nothing else gets them meanwhile.
        command, answer = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (command, answer))

        def place():
            os.dup2(command, 3)
            os.dup2(answer, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--remote-debugging-pipe", "--user-data-dir=" + profile, "about:blank"],
            preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(command)
        os.close(answer)
        self.number = 0
        self.rest = b""
        self.events = []

    def message(self, deadline):
        while b"\0" not in self.rest:
            if not select.select([self.answers], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.answers, 1 << 20)
            if not piece:
                raise EOFError("the browser is gone")
            self.rest += piece
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        piece = json.dumps(request).encode() + b"\0"
        while piece:
            piece = piece[os.write(self.commands, piece):]
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self.message(deadline)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def wait(self, method):
        deadline = time.monotonic() + PATIENCE
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.message(deadline))

    def close(self):
        self.process.kill()
        self.process.wait()


def unnamed(browser, session):
    """What a screen reader would announce with no name."""
    browser.call("Accessibility.enable", session)
    nodes = browser.call("Accessibility.getFullAXTree", session)["nodes"]
    return [f"{node['role']['value']} without a name" for node in nodes
            if not node.get("ignored") and node.get("role", {}).get("value") in NAMED_ROLES
            and not str(node.get("name", {}).get("value", "")).strip()]


def main():
    program, folder, screenshots, *pages = sys.argv[1:]
    checks = pathlib.Path(__file__).with_name("checks.js").read_text()
    views, requests = [], set()
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(program, profile)
        try:
            target = browser.call("Target.createTarget", url="about:blank")["targetId"]
            session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Network", "Runtime"):
                browser.call(domain + ".enable", session)
            for page in pages:
                for width in WIDTHS:
                    for scheme in SCHEMES:
                        browser.call("Emulation.setDeviceMetricsOverride", session, width=width, height=900,
                                     deviceScaleFactor=1, mobile=False)
                        browser.call("Emulation.setEmulatedMedia", session,
                                     features=[{"name": "prefers-color-scheme", "value": scheme}])
                        browser.events.clear()
                        browser.call("Page.navigate", session, url=(pathlib.Path(folder) / page).resolve().as_uri())
                        browser.wait("Page.loadEventFired")
                        result = browser.call("Runtime.evaluate", session, expression=checks, returnByValue=True)
                        if "exceptionDetails" in result:
                            raise RuntimeError(json.dumps(result["exceptionDetails"]))
                        found = result["result"]["value"]
                        found["faults"] += unnamed(browser, session)
                        picture = browser.call("Page.captureScreenshot", session, format="png")
                        shot = f"{page.replace('/', '-')}-{width}-{scheme}.png"
                        pathlib.Path(screenshots, shot).write_bytes(base64.b64decode(picture["data"]))
                        requests |= {event["params"]["request"]["url"] for event in browser.events
                                     if event.get("method") == "Network.requestWillBeSent"}
                        views.append(found | {"page": page, "width": width, "scheme": scheme, "screenshot": shot})
        finally:
            browser.close()
    json.dump({"views": views, "requests": sorted(requests)}, sys.stdout)


main()
