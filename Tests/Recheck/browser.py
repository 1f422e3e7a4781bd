"""Chromium over its DevTools pipe: NUL-separated JSON on file descriptors 3 and 4, so that no library and no port is needed."""
import base64, json, os, select, shutil, subprocess, tempfile, time


class Failed(Exception):
    """What the browser answers with an error, or a page that throws."""


class Browser:
    """One headless Chromium; `page` opens tabs."""

    def __init__(self, *switches, patience=120):
        self.patience = patience
        self.profile = tempfile.mkdtemp(prefix="recheck-browser.")
        to_browser, self.out = os.pipe()
        self.inward, from_browser = os.pipe()

        def place():
            # The ends may be 3 or 4 themselves; moving both high first keeps one from overwriting the other.
            high = os.dup2(to_browser, 100), os.dup2(from_browser, 101)
            os.dup2(high[0], 3, inheritable=True)
            os.dup2(high[1], 4, inheritable=True)

        program = shutil.which("chromium") or "/usr/bin/chromium"
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             "--disable-background-networking", "--disable-dev-shm-usage", f"--user-data-dir={self.profile}", *switches,
             "about:blank"],
            preexec_fn=place, pass_fds=(3, 4, to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.rest, self.number, self.events = b"", 0, []

    def read(self, deadline):
        while b"\0" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.inward], [], [], left)[0]:
                raise Failed("the browser does not answer")
            data = os.read(self.inward, 1 << 20)
            if not data:
                raise Failed("the browser is gone")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        deadline = time.monotonic() + self.patience
        while True:
            answer = self.read(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error'].get('message')}")
                return answer.get("result", {})
            self.events.append(answer)

    def wait(self, session, name):
        """Waits for an event of a session that came since the last look."""
        deadline = time.monotonic() + self.patience
        while True:
            for place, event in enumerate(self.events):
                if event.get("method") == name and event.get("sessionId") == session:
                    del self.events[:place + 1]
                    return event["params"]
            self.events.append(self.read(deadline))

    def page(self, address, script=None, width=1280, height=900):
        return Page(self, address, script, width, height)

    def close(self):
        try:
            self.send("Browser.close")
        except (Failed, OSError):
            pass
        self.process.wait(timeout=30)
        os.close(self.out)
        os.close(self.inward)
        shutil.rmtree(self.profile, ignore_errors=True)


class Page:
    """One tab. `script` runs in it before anything of the page."""

    def __init__(self, browser, address, script, width, height):
        self.browser = browser
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "DOM", "Log"):
            self.do(f"{domain}.enable")
        self.resize(width, height)
        if script:
            self.do("Page.addScriptToEvaluateOnNewDocument", source=script)
        browser.events.clear()
        self.do("Page.navigate", url=address)
        browser.wait(self.session, "Page.loadEventFired")

    def do(self, method, **parameters):
        return self.browser.send(method, self.session, **parameters)

    def resize(self, width, height):
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def value(self, expression):
        """What an expression comes to; promises are awaited."""
        answer = self.do("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Failed(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def until(self, expression):
        """Waits until an expression is true, asked whenever the document changes."""
        return self.value(f"""new Promise((resolve) => {{
            const look = () => {{ const found = {expression}; if (found) {{ watcher.disconnect(); resolve(found); }} }};
            const watcher = new MutationObserver(look);
            watcher.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
            look(); }})""")

    def choose(self, selector, *files):
        """Puts files into a file chooser, as a person does."""
        root = self.do("DOM.getDocument")["root"]["nodeId"]
        node = self.do("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.do("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def press(self, key, code=None):
        for kind in ("keyDown", "keyUp"):
            self.do("Input.dispatchKeyEvent", type=kind, key=key, code=code or key,
                    windowsVirtualKeyCode={"Tab": 9, "Enter": 13, " ": 32}.get(key, 0),
                    **({"text": "\r"} if key == "Enter" and kind == "keyDown" else {}))

    def picture(self, path):
        """The whole page as a PNG."""
        size = self.do("Page.getLayoutMetrics")["cssContentSize"]
        data = self.do("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 12000), "scale": 1})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """What the browser logged as errors, and exceptions of the page."""
        found = [event["params"] for event in self.browser.events if event.get("sessionId") == self.session
                 and event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
        return [one.get("entry", {}).get("text") or one.get("exceptionDetails", {}).get("text") for one in found]

    def close(self):
        self.browser.send("Target.closeTarget", targetId=self.target)
