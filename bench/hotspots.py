"""Shows where the two hot endpoints spend time and memory: records each of them under load with JFR.

Build the service first. Usage: python3 bench/hotspots.py FAST_JAR JAVA_HOME FOLDER. Writes recordings and summaries to FOLDER.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import dataset
import rounds
from database import Database
from load import Http
from processes import say, stop_all
from targets import Service

VIEWS = ("hot-methods", "allocation-by-class", "allocation-by-site", "contention-by-site", "gc-pauses")
SECONDS = 15


def record(work, service, home, java_home, folder, name, path, tokens):
    recording = f"{folder}/{name}.jfr"
    service.start(home)
    load = Http(work, name, service.url(path), tokens)
    # A service gets faster up to about this many requests.
    rounds.warm([load], 150_000, {})
    jcmd = [f"{java_home}/bin/jcmd", str(service.process.pid)]
    subprocess.run([*jcmd, "JFR.start", "name=hot", "settings=profile"], check=True, stdout=subprocess.DEVNULL)
    result = load.run(SECONDS, {"service": service.process.pid})
    subprocess.run([*jcmd, "JFR.dump", "name=hot", f"filename={recording}"], check=True, stdout=subprocess.DEVNULL)
    service.stop()
    say(f"{name}: {result.rate:,.0f} req/s, {result.cpu['service']:.0f} CPU µs per request")
    with open(f"{folder}/{name}.txt", "w") as summary:
        for view in VIEWS:
            subprocess.run(
                [f"{java_home}/bin/jfr", "view", "--width", "160", "--truncate", "beginning", view, recording],
                stdout=summary,
                check=True,
            )


def main(home, java_home, folder):
    os.makedirs(folder, exist_ok=True)
    work = tempfile.mkdtemp(prefix="rollcall-bench-")
    os.chmod(work, 0o755)
    try:
        database = Database(work)
        database.create("rollcall")
        service = Service(work, f"{java_home}/bin/java", database, "rollcall")
        service.start(home)
        size = dataset.SIZES["quick"]
        database.fill("rollcall", dataset.Dataset(size))
        service.stop()
        users = range(2, size.users)
        tokens = ["token " + dataset.secret(user) for user in users]
        page_tokens = ["token " + dataset.secret(user) for user in users if dataset.is_page_user(user)]
        record(work, service, home, java_home, folder, "user", "/api/user", tokens)
        record(work, service, home, java_home, folder, "stacks", "/api/user/stacks?maxResults=100", page_tokens)
    finally:
        stop_all()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
