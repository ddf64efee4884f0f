// emulate's Slack. In the environment: FD, where it listens; URL, how that is called; SEED, what is
// in it from the start (JSON).
import net from "node:net";
import { createEmulator } from "emulate";

const { FD, URL, SEED } = process.env;
// By itself it listens to every machine, at a port that somebody may have taken meanwhile.
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function () {
  return listen.call(this, { fd: Number(FD) });
};
await createEmulator({ service: "slack", baseUrl: URL, seed: JSON.parse(SEED) });
