"""The measured systems: the service, Keycloak, and the floor, a bare Quarkus application that answers from memory."""

import base64
import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

from processes import LOOPBACK, Process, free_port, say, wait_for

# Rate limits are off. Otherwise they would stop the load: a few thousand tokens from one address.
SERVICE_SETTINGS = {"ROLLCALL_LIMITS_REQUESTS": "0", "ROLLCALL_LIMITS_FAILED_AUTHENTICATIONS": "0"}
# The same collector and sizes as in the image.
SERVICE_MEMORY = "-Xmx256m"
SERVICE_COLLECTOR = ["-XX:+UseSerialGC", "-XX:NewRatio=4"]
KEYCLOAK_MEMORY = "-Xms512m -Xmx1g"


class Service:
    """The packaged service on a database. It keeps port and settings when it is stopped and started again."""

    def __init__(self, work, java, database, name, memory=SERVICE_MEMORY):
        self.work = work
        self.java = java
        self.name = name
        self.memory = memory
        self.port = free_port()
        self.environment = {
            "QUARKUS_DATASOURCE_JDBC_URL": f"jdbc:postgresql://{LOOPBACK}:{database.port}/{name}",
            "QUARKUS_DATASOURCE_USERNAME": "postgres",
            "QUARKUS_HTTP_HOST": LOOPBACK,
            "QUARKUS_HTTP_PORT": str(self.port),
            "QUARKUS_MANAGEMENT_HOST": LOOPBACK,
            "QUARKUS_MANAGEMENT_PORT": str(free_port()),
            "ROLLCALL_PUBLIC_URL": "https://pulumi.example.com",
            "ROLLCALL_INVITES_KEY": base64.b64encode(hashlib.sha256(b"bench").digest()).decode(),
            **SERVICE_SETTINGS,
        }
        self.process = None

    def url(self, path):
        return f"http://{LOOPBACK}:{self.port}{path}"

    def command(self, home, options=(), collector=SERVICE_COLLECTOR):
        return [self.java, self.memory, *collector, *options, "-jar", f"{home}/quarkus-run.jar"]

    def launch(self, command):
        self.process = Process(f"service ({self.name})", command, f"{self.work}/service-{self.name}.log", self.environment)

    def start(self, home, options=(), collector=SERVICE_COLLECTOR):
        self.launch(self.command(home, options, collector))
        wait_for(self.url("/api/capabilities"), self.process)

    def metrics(self):
        """The lines that Prometheus would read."""
        url = f"http://{LOOPBACK}:{self.environment['QUARKUS_MANAGEMENT_PORT']}/q/metrics"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode().splitlines()

    def stop(self):
        self.process.stop()
        self.process = None


def start_floor(work, java, jar, size):
    port = free_port()
    process = Process(
        "floor",
        [java, SERVICE_MEMORY, f"-Dfloor.bytes={size}", f"-Dquarkus.http.port={port}"]
        + [f"-Dquarkus.http.host={LOOPBACK}", "-jar", jar],
        f"{work}/floor.log",
    )
    url = f"http://{LOOPBACK}:{port}/record"
    wait_for(url, process)
    return process, url


class Keycloak:
    """Keycloak on the same PostgreSQL server, with users and their tokens."""

    def __init__(self, work, java_home, archive, database, users):
        self.users = users
        self.home = f"{work}/keycloak"
        self.log = f"{work}/keycloak.log"
        self.port = free_port()
        self.environment = {"JAVA_HOME": java_home, "JAVA_OPTS_KC_HEAP": KEYCLOAK_MEMORY}
        os.mkdir(self.home)
        subprocess.run(["tar", "-xzf", archive, "-C", self.home, "--strip-components", "1"], check=True)
        database.create("keycloak")
        with open(f"{self.home}/conf/keycloak.conf", "w") as conf:
            conf.write(
                f"db=postgres\ndb-url=jdbc:postgresql://{LOOPBACK}:{database.port}/keycloak\ndb-username=postgres\n"
                f"http-enabled=true\nhttp-host={LOOPBACK}\nhttp-port={self.port}\nhostname-strict=false\ncache=local\n"
                f"http-management-port={free_port()}\n"
            )
        os.makedirs(f"{self.home}/data/import")
        with open(f"{self.home}/data/import/realm.json", "w") as realm:
            json.dump(self._realm(), realm)
        say("Keycloak: build")
        with open(self.log, "ab") as log:
            built = subprocess.run(
                [f"{self.home}/bin/kc.sh", "build"],
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                timeout=600,
                check=False,
            )
        if built.returncode != 0:
            sys.exit(f"The build of Keycloak failed. Read its log: {self.log}")
        shutil.rmtree(f"{self.home}/data/tmp", ignore_errors=True)

    def _realm(self):
        return {
            "realm": "people",
            "enabled": True,
            "sslRequired": "none",
            "accessTokenLifespan": 86400,
            "ssoSessionIdleTimeout": 86400,
            "ssoSessionMaxLifespan": 86400,
            # A cheap hash: the passwords protect nothing, and all users sign in at once.
            "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)",
            "clients": [{"clientId": "bench", "publicClient": True, "directAccessGrantsEnabled": True}],
            "users": [
                {
                    "username": f"person{i}",
                    "enabled": True,
                    "firstName": "Person",
                    "lastName": str(i),
                    "email": f"person{i}@example.com",
                    "emailVerified": True,
                    "realmRoles": ["default-roles-people"],
                    "credentials": [{"type": "password", "value": "bench", "temporary": False}],
                }
                for i in range(self.users)
            ],
        }

    def url(self, path="/realms/people/account"):
        return f"http://{LOOPBACK}:{self.port}{path}"

    def launch(self, *options):
        # kc.sh waits for Java and forwards SIGTERM to it.
        self.process = Process(
            "Keycloak", [f"{self.home}/bin/kc.sh", "start", "--optimized", *options], self.log, self.environment
        )

    def start(self, *options):
        self.launch(*options)
        return wait_for(self.url("/realms/people/.well-known/openid-configuration"), self.process)

    def stop(self):
        self.process.stop()

    def tokens(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(self._token, range(self.users)))

    def _token(self, user):
        form = {"grant_type": "password", "client_id": "bench", "scope": "openid"}
        form |= {"username": f"person{user}", "password": "bench"}
        with urllib.request.urlopen(
            self.url("/realms/people/protocol/openid-connect/token"), urllib.parse.urlencode(form).encode(), timeout=60
        ) as answer:
            return json.load(answer)["access_token"]
