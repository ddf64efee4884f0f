"""Takes Usher's webhooks; start it with `WEBHOOK_SECRET=whsec_… python3 receiver.py`."""

import base64
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        name, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"] or "0"
        mac = hmac.digest(KEY, f"{name}.{stamp}.".encode() + body, "sha256")
        ours = "v1," + base64.b64encode(mac).decode()
        said = self.headers.get("webhook-signature", "").split()  # two while the secret is replaced
        genuine = any(hmac.compare_digest(ours, each) for each in said)
        taken = genuine and abs(time.time() - int(stamp)) < 300
        self.send_response(204 if taken else 401)
        self.end_headers()
        if taken:  # an event that comes again has the same name
            print(name, json.loads(body)["type"], flush=True)


if __name__ == "__main__":
    HTTPServer(("", int(os.environ.get("PORT", "8000"))), Receiver).serve_forever()
