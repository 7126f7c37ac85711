package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.rollcall.testing.ServiceClasses;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Checks that the manifests and the service agree about ports, paths, settings, times, connections and metrics.
 * {@code e2e/kubernetes/run} checks that Kubernetes accepts the manifests.
 */
@QuarkusTest
class KubernetesManifestsTest {

    private static final Path MANIFESTS = Path.of("deploy/k8s");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<JsonNode> OBJECTS = objects();
    private static final JsonNode DEPLOYMENT = only("Deployment");
    private static final JsonNode POD = DEPLOYMENT.at("/spec/template/spec");
    private static final JsonNode CONTAINER = POD.at("/containers/0");

    /** Connections that replicas leave to others: superusers (3), PostgreSQL's operator, the exporter, a person. */
    private static final int CONNECTIONS_OF_OTHERS = 16;

    /** Connections that Flyway has beside the pool, while a replica starts. */
    private static final int CONNECTIONS_OF_MIGRATIONS = 3;

    /** How long a replica that stops waits for running syncs, after its requests have ended. */
    private static final int SECONDS_OF_RECONCILIATION = 12;

    /** Counters that appear when they first count. The test looks for their names in the code instead. */
    private static final Set<String> COUNTED_LATER =
            Set.of("rollcall_limits_refused_total", "rollcall_provider_syncs_total");

    /** Metrics of the kubelet, which the service does not expose. */
    private static final Set<String> OF_THE_KUBELET =
            Set.of("container_memory_working_set_bytes", "container_spec_memory_limit_bytes");

    private static List<ConfigClass> mappings = List.of();

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void namesThePortsThatTheServiceListensAt() throws IOException {
        assertThat(port("http")).isEqualTo(inProduction("quarkus.http.port"));
        assertThat(port("management")).isEqualTo(inProduction("quarkus.management.port"));
        assertThat(values(only("Service", "rollcall").at("/spec/ports"), "/targetPort"))
                .containsExactly("http", "management");
        assertThat(values(only("ServiceMonitor").at("/spec/endpoints"), "/port"))
                .containsExactly("management");
    }

    /** The default of a setting. The tests themselves run with other ports. */
    private static int inProduction(String setting) throws IOException {
        Properties ours = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            ours.load(file);
        }
        return Integer.parseInt(ours.getProperty(
                setting,
                mappings()
                        .map(mapping -> mapping.getProperties().get(setting))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("-1")));
    }

    private static int port(String name) {
        return Stream.of(CONTAINER.at("/ports"))
                .flatMap(KubernetesManifestsTest::stream)
                .filter(port -> port.path("name").asText().equals(name))
                .map(port -> port.path("containerPort").asInt())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void probesAndScrapesWhatTheManagementPortAnswers() {
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            JsonNode asks = CONTAINER.path(probe).path("httpGet");
            assertThat(asks.path("port").asText()).as(probe).isEqualTo("management");
            assertAnswered(asks.path("path").asText());
        }
        assertAnswered(only("ServiceMonitor").at("/spec/endpoints/0/path").asText());
    }

    private void assertAnswered(String path) {
        assertThat(given().get(management.resolve(path)).statusCode()).as(path).isEqualTo(200);
    }

    @Test
    void setsWhatTheServiceKnows() throws IOException {
        List<Pattern> known = settings().toList();

        assertThat(Stream.concat(
                                variables(),
                                Pattern.compile("\\b(QUARKUS|ROLLCALL)_[A-Z_]+[A-Z]\\b")
                                        .matcher(document())
                                        .results()
                                        .map(MatchResult::group))
                        .distinct())
                .contains("ROLLCALL_PUBLIC_URL", "ROLLCALL_INVITES_KEY", "QUARKUS_DATASOURCE_JDBC_URL")
                .allSatisfy(variable -> assertThat(known)
                        .as(variable)
                        .anyMatch(setting -> setting.matcher(variable).matches()));
    }

    private static Stream<String> variables() {
        return Stream.concat(
                values(CONTAINER.at("/env"), "/name").stream(),
                OBJECTS.stream()
                        .flatMap(object -> stream(object.path("configMapGenerator")))
                        .flatMap(map -> stream(map.path("literals")))
                        .map(literal -> literal.asText().split("=", 2)[0]));
    }

    /** Patterns for the environment variables of all settings. */
    private static Stream<Pattern> settings() throws IOException {
        return mappings()
                .flatMap(mapping -> ConfigMappings.getProperties(mapping).keySet().stream())
                .map(property -> Pattern.compile(property.replace("*", "\0")
                        .replaceAll("[^a-zA-Z0-9\0]", "_")
                        .toUpperCase(Locale.ROOT)
                        .replace("\0", "[A-Z0-9_]+")));
    }

    /** The settings of Quarkus and of Rollcall. Looking for them takes seconds, so only the first call does. */
    private static synchronized Stream<ConfigClass> mappings() throws IOException {
        if (mappings.isEmpty()) {
            mappings = findMappings().toList();
        }
        return mappings.stream();
    }

    private static Stream<ConfigClass> findMappings() throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Stream<Class<?>> ofQuarkus =
                Collections.list(loader.getResources("META-INF/quarkus-config-roots.list")).stream()
                        .flatMap(KubernetesManifestsTest::lines)
                        .mapMulti((name, found) -> {
                            try {
                                found.accept(loader.loadClass(name));
                            } catch (ClassNotFoundException | LinkageError absent) {
                                // A setting of the build, or of a part that is not installed.
                            }
                        });
        Stream<Class<?>> ours = ServiceClasses.with(ConfigMapping.class).map(JavaClass::reflect);
        return Stream.concat(ofQuarkus, ours)
                .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
                .map(ConfigClass::configClass);
    }

    private static Stream<String> lines(URL resource) {
        try (InputStream content = resource.openStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void keepsVariablesOfTheServiceItselfOutOfItsSettings() {
        assertThat(POD.path("enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(POD.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(only("ServiceAccount").path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
    }

    @Test
    void givesAReplicaTheTimeToStopThatItTakes() {
        int delay = seconds("QUARKUS_SHUTDOWN_DELAY");
        int timeout = seconds("QUARKUS_SHUTDOWN_TIMEOUT");
        int grace = POD.path("terminationGracePeriodSeconds").asInt();

        assertThat(delay + timeout + SECONDS_OF_RECONCILIATION).isLessThanOrEqualTo(grace - 5);
        assertThat(delay)
                .as("the probe sees that the service is not ready before the service stops serving")
                .isGreaterThanOrEqualTo(
                        CONTAINER.at("/readinessProbe/periodSeconds").asInt());
        // Otherwise several replicas stop at the same time, and all keep their connections meanwhile.
        assertThat(DEPLOYMENT.at("/spec/minReadySeconds").asInt()).isGreaterThanOrEqualTo(grace);
    }

    private static int seconds(String variable) {
        return OBJECTS.stream()
                .flatMap(object -> stream(object.path("configMapGenerator")))
                .flatMap(map -> stream(map.path("literals")))
                .map(literal -> literal.asText().split("=", 2))
                .filter(literal -> literal[0].equals(variable))
                .map(literal -> Integer.parseInt(literal[1].replace("s", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void leavesPostgresqlEnoughConnections() throws IOException {
        int pool = inProduction("quarkus.datasource.jdbc.max-size");
        int replicas = only("HorizontalPodAutoscaler").at("/spec/maxReplicas").asInt();
        int needed = connections(replicas, pool);

        assertThat(needed)
                .isLessThanOrEqualTo(only("Cluster")
                        .at("/spec/postgresql/parameters/max_connections")
                        .asInt());
        assertThat(values(only("StatefulSet").at("/spec/template/spec/containers/0/args"), ""))
                .contains("max_connections=100");
        assertThat(document().replaceAll(" +", " "))
                .contains("(%d + 2) x %d + %d + %d = %d"
                        .formatted(replicas, pool, CONNECTIONS_OF_MIGRATIONS, CONNECTIONS_OF_OTHERS, needed));
    }

    @Test
    void computesWithTheConnectionsThatAReplicaHasWhereverItSpeaksOfThem() throws IOException {
        int pool = inProduction("quarkus.datasource.jdbc.max-size");
        int replicas = only("HorizontalPodAutoscaler").at("/spec/maxReplicas").asInt();
        String duringARollout = "(%d + 2) x %d + %d = %d"
                .formatted(
                        replicas, pool, CONNECTIONS_OF_MIGRATIONS, connections(replicas, pool) - CONNECTIONS_OF_OTHERS);

        assertThat(inProduction("quarkus.datasource.jdbc.min-size")).isEqualTo(pool);
        assertThat(inProduction("quarkus.datasource.jdbc.initial-size")).isEqualTo(pool);
        assertThat(plain("deploy/k8s/base/horizontalpodautoscaler.yaml")).contains(duringARollout);
        assertThat(plain("docs/decisions/0013-kubernetes.md")).contains(duringARollout);
        assertThat(plain("deploy/k8s/components/cloudnative-pg/cluster.yaml"))
                .contains("(maxReplicas + 2) x %d + %d connections".formatted(pool, CONNECTIONS_OF_MIGRATIONS))
                .contains("need %d".formatted(CONNECTIONS_OF_OTHERS));
        assertThat(plain("docs/scaling.md"))
                .contains("connections of PostgreSQL**: %d for each replica".formatted(pool))
                .contains("16 replicas keep %d connections".formatted(16 * pool));
        assertThat(plain("docs/configuration.md"))
                .contains("`quarkus.datasource.jdbc.max-size` | `%d` |".formatted(pool))
                .contains("up to three while a replica starts");
    }

    @Test
    void scalesToTheConnectionsThatItsExampleAllows() throws IOException {
        int replicas = number("maxReplicas: (\\d+)", document());
        int allowed = number("max_connections: \"(\\d+)\"", document());
        List<Integer> sizes = Stream.of("MAX", "MIN", "INITIAL")
                .map(size -> inTheDocument("QUARKUS_DATASOURCE_JDBC_" + size + "_SIZE=(\\d+)"))
                .distinct()
                .toList();

        assertThat(sizes).as("the three sizes of the pool").hasSize(1);
        assertThat(allowed).isEqualTo(connections(replicas, sizes.get(0)));
        assertThat(plain("docs/deploy-kubernetes.md"))
                .contains("%d replicas with %d connections each need (%d + 2) x %d + %d + %d = %d connections"
                        .formatted(
                                replicas,
                                sizes.get(0),
                                replicas,
                                sizes.get(0),
                                CONNECTIONS_OF_MIGRATIONS,
                                CONNECTIONS_OF_OTHERS,
                                allowed));
    }

    /** The connections that PostgreSQL needs during a rollout: one more replica starts, and one stops. */
    private static int connections(int replicas, int pool) {
        assertThat(DEPLOYMENT.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
        int starting = DEPLOYMENT.at("/spec/strategy/rollingUpdate/maxSurge").asInt();
        int stopping = 1;
        assertThat(starting + stopping).as("the 2 in the documents").isEqualTo(2);
        return (replicas + starting + stopping) * pool + CONNECTIONS_OF_MIGRATIONS + CONNECTIONS_OF_OTHERS;
    }

    private static int inTheDocument(String pattern) {
        try {
            return number(pattern, document());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int number(String pattern, String text) {
        List<Integer> found = Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> Integer.valueOf(match.group(1)))
                .toList();
        assertThat(found).as(pattern).hasSize(1);
        return found.get(0);
    }

    /** The text of a file without its line breaks and the signs of comments. */
    private static String plain(String file) throws IOException {
        return Files.readString(Path.of(file)).replaceAll("\\s+(# )?", " ");
    }

    @ParameterizedTest
    @CsvSource({
        "140.82.121.4, true",
        "172.15.0.1, true",
        "172.32.0.1, true",
        "2606:50c0:8000::153, true",
        "10.96.0.1, false",
        "172.31.255.255, false",
        "192.168.1.1, false",
        "100.100.100.200, false",
        "127.0.0.1, false",
        "168.63.129.16, false",
        "169.254.169.254, false",
        "192.0.0.192, false",
        "0.0.0.0, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "fd00:ec2::254, false",
        "fe80::a9fe:a9fe, false",
        "::1, false",
        "2002:a00:1::, false",
        "64:ff9b::a9fe:a9fe, false"
    })
    void letsTheServiceConnectToPublicAddressesOnly(String address, boolean allowed) throws UnknownHostException {
        List<JsonNode> toProviders = stream(only("NetworkPolicy", "rollcall").at("/spec/egress"))
                .filter(rule -> rule.at("/ports/0/port").asInt() == 443)
                .toList();
        assertThat(toProviders).hasSize(1);

        assertThat(reaches(toProviders.get(0), InetAddress.getByName(address).getAddress()))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "10.20.30.40, true",
        "192.168.1.1, true",
        "2606:50c0:8000::153, true",
        "fd12:3456::1, true",
        "127.0.0.1, false",
        "100.100.100.200, false",
        "168.63.129.16, false",
        "169.254.169.254, false",
        "192.0.0.192, false",
        "fd00:ec2::254, false",
        "fe80::a9fe:a9fe, false",
        "::1, false",
        "2002:a00:1::, false"
    })
    void letsTheServiceSendMailToPublicAndPrivateAddresses(String address, boolean allowed) throws IOException {
        JsonNode policy = JSON.valueToTree(
                new Yaml().load(Files.readString(MANIFESTS.resolve("components/mail/networkpolicy.yaml"))));
        JsonNode rule = policy.at("/spec/egress/0");
        assertThat(policy.at("/spec/egress")).hasSize(1);
        assertThat(stream(rule.path("ports")).map(port -> port.path("port").asInt()))
                .containsExactly(587, 465);

        assertThat(reaches(rule, InetAddress.getByName(address).getAddress())).isEqualTo(allowed);
    }

    private static boolean reaches(JsonNode rule, byte[] address) {
        return stream(rule.path("to"))
                .map(peer -> peer.path("ipBlock"))
                .anyMatch(block -> isIn(address, block.path("cidr").asText())
                        && stream(block.path("except")).noneMatch(network -> isIn(address, network.asText())));
    }

    private static boolean isIn(byte[] address, String network) {
        String[] parts = network.split("/", 2);
        byte[] prefix = bytes(parts[0]);
        int bits = Integer.parseInt(parts[1]);
        int shift = address.length * 8 - bits;
        return prefix.length == address.length
                && new BigInteger(1, prefix).shiftRight(shift).equals(new BigInteger(1, address).shiftRight(shift));
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException failure) {
            throw new IllegalArgumentException(address, failure);
        }
    }

    /** The registries cannot be asked from everywhere, so the manifests have tags until Renovate has pinned them. */
    @Test
    void letsRenovatePinEveryImageExceptItsOwn() throws IOException {
        JsonNode renovate = JSON.readTree(Path.of(".github/renovate.json").toFile());
        assertThat(values(renovate.path("extends"), "")).contains("config:best-practices");
        assertThat(values(renovate.at("/kubernetes/managerFilePatterns"), ""))
                .containsExactly("/^deploy/k8s/.+\\.yaml$/");
        Pattern custom =
                Pattern.compile(renovate.at("/customManagers/0/matchStrings/0").asText());

        String cluster = Files.readString(MANIFESTS.resolve("components/cloudnative-pg/cluster.yaml"));
        assertThat(custom.matcher(cluster).results().map(found -> found.group(1)))
                .containsExactly("ghcr.io/cloudnative-pg/postgresql");
        assertThat(custom.matcher("imageName: a/b:18-x@sha256:" + "0".repeat(64))
                        .matches())
                .isTrue();
        assertThat(stream(renovate.path("packageRules"))
                        .filter(rule -> values(rule.path("matchPackageNames"), "")
                                .contains(CONTAINER.path("image").asText()))
                        .map(rule -> rule.path("enabled").asBoolean(true)))
                .containsExactly(false);
    }

    @Test
    void limitsWhatAReplicaMayWriteToTheDiskOfItsNode() {
        assertThat(CONTAINER.at("/resources/limits/ephemeral-storage").asText()).isNotEmpty();
        assertThat(CONTAINER.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(stream(POD.path("volumes")).filter(volume -> volume.has("emptyDir")))
                .isNotEmpty()
                .allMatch(volume -> volume.at("/emptyDir/sizeLimit").isTextual());
    }

    /** Quarkus believes the first address, which the client chooses. Envoy and nginx append the right one. */
    @Test
    void takesAddressesOfClientsFromTrustedProxiesOnly() {
        assertThat(variables())
                .contains("ROLLCALL_HTTP_TRUSTED_PROXIES")
                .noneMatch(variable -> variable.startsWith("QUARKUS_HTTP_PROXY"));
    }

    @Test
    void letsColleaguesIn() throws IOException {
        assertThat(document())
                .as("a provider alone lets nobody in: sign-up is closed by default")
                .containsPattern(
                        "- ROLLCALL_PROVIDERS_GITHUB_COM_CLIENT_ID=.*\\\\\n *- ROLLCALL_SIGN_UP_ORGANIZATIONS=com/");
    }

    /** An answered revocation must survive the loss of the primary (docs/operations.md, Backup and restore). */
    @Test
    void losesNoCommitWhenPostgresqlFailsOver() {
        JsonNode cluster = only("Cluster").path("spec");
        assertThat(cluster.path("instances").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(cluster.at("/postgresql/synchronous"))
                .isEqualTo(JSON.valueToTree(
                        Map.of("method", "any", "number", 1, "dataDurability", "required", "failoverQuorum", true)));
        assertThat(cluster.at("/postgresql/parameters").has("synchronous_commit"))
                .isFalse();
    }

    @Test
    void usesAnotherRoleForTheServiceThanForMigrations() throws IOException {
        JsonNode cluster = only("Cluster").path("spec");
        String operations = Files.readString(Path.of("docs/operations.md"));
        List<String> sql = values(cluster.at("/bootstrap/initdb/postInitApplicationSQL"), "");
        assertThat(sql).hasSize(3);
        assertThat(sql.subList(1, 3))
                .allSatisfy(statement -> assertThat(operations).contains(statement + ";"));
        assertThat(cluster.at("/bootstrap/initdb/owner").asText()).isEqualTo("rollcall");
        assertThat(values(cluster.at("/managed/roles"), "/name")).containsExactly("rollcall_service");
        assertThat(values(cluster.at("/managed/roles"), "/passwordSecret/name"))
                .containsExactly("rollcall-database-service");

        Map<String, String> secrets = OBJECTS.stream()
                .flatMap(object -> stream(object.path("patches")))
                .map(patch -> patch.path("patch").asText())
                .filter(patch -> patch.contains("rollcall-database-service"))
                .flatMap(patch -> stream(
                        JSON.<JsonNode>valueToTree(new Yaml().load(patch)).at("/spec/template/spec/containers/0/env")))
                .collect(Collectors.toMap(
                        variable -> variable.path("name").asText(),
                        variable -> variable.at("/valueFrom/secretKeyRef/name").asText()));
        assertThat(secrets)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "QUARKUS_DATASOURCE_USERNAME", "rollcall-database-service",
                        "QUARKUS_DATASOURCE_PASSWORD", "rollcall-database-service",
                        "QUARKUS_FLYWAY_USERNAME", "rollcall-database-app",
                        "QUARKUS_FLYWAY_PASSWORD", "rollcall-database-app"));
    }

    @Test
    void alertsAboutMetricsThatThereAre() {
        given().get("/api/capabilities");
        Set<String> exposed = exposed();
        Instant deadline = Instant.now().plusSeconds(20);
        while (!exposed.contains("http_server_requests_seconds_count")
                && Instant.now().isBefore(deadline)) {
            exposed = exposed();
        }

        assertThat(rules().flatMap(rule -> metrics(rule.path("expr").asText())).distinct())
                .contains("http_server_requests_seconds_count")
                .filteredOn(metric ->
                        !metric.equals("up") && !COUNTED_LATER.contains(metric) && !OF_THE_KUBELET.contains(metric))
                .isSubsetOf(exposed);
        assertThat(COUNTED_LATER)
                .allSatisfy(counter -> assertThat(sources())
                        .contains('"' + counter.replace("_total", "").replace('_', '.') + '"'));
    }

    private static String sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            StringBuilder sources = new StringBuilder();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
            return sources.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Set<String> exposed() {
        return given().get(management.resolve("/q/metrics"))
                .asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    /** The metrics in an expression: names that are neither labels, functions nor operators. */
    private static Stream<String> metrics(String expression) {
        String names = expression
                .replaceAll("\\{[^}]*}|\\[[^]]*]", "")
                .replaceAll("\\bby *\\([^)]*\\)", "")
                .replaceAll("\\boffset +\\w+|\\b(and|or|unless)\\b", "");
        return Pattern.compile("\\b[a-z_]\\w*\\b(?! *\\()")
                .matcher(names)
                .results()
                .map(MatchResult::group);
    }

    @Test
    void explainsEveryAlertAndNoOther() throws IOException {
        String operations = Files.readString(Path.of("docs/operations.md"));
        Stream<String> explained = Pattern.compile("^### (Rollcall\\w+)$", Pattern.MULTILINE)
                .matcher(operations)
                .results()
                .map((MatchResult heading) -> heading.group(1));

        assertThat(rules().map(rule -> rule.path("alert").asText())).containsExactlyElementsOf(explained.toList());
        assertThat(rules()).allSatisfy(rule -> {
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .endsWith(
                            "/docs/operations.md#" + rule.path("alert").asText().toLowerCase(Locale.ROOT));
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.path("for").asText()).isNotEmpty();
        });
    }

    private static Stream<JsonNode> rules() {
        return stream(only("PrometheusRule").at("/spec/groups")).flatMap(group -> stream(group.path("rules")));
    }

    @Test
    void labelsEverything() {
        assertThat(OBJECTS)
                .filteredOn(object -> object.path("apiVersion").isTextual()
                        && !object.path("apiVersion").asText().startsWith("kustomize"))
                .filteredOn(isPatch().negate())
                .hasSizeGreaterThan(15)
                .allSatisfy(object -> assertThat(object.at("/metadata/labels").properties().stream()
                                .map(label -> label.getKey()))
                        .contains("app.kubernetes.io/name", "app.kubernetes.io/component"));
    }

    /** Whether an object is a patch, with which an overlay changes an object from another file. */
    private static Predicate<JsonNode> isPatch() {
        return object -> object.at("/metadata/annotations/cert-manager.io~1cluster-issuer")
                .isTextual();
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/deploy-kubernetes.md"));
    }

    private static List<JsonNode> objects() {
        try (Stream<Path> files = Files.walk(MANIFESTS)) {
            List<JsonNode> objects = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                new Yaml().loadAll(Files.readString(file)).forEach(object -> objects.add(JSON.valueToTree(object)));
            }
            return objects;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static JsonNode only(String kind) {
        return only(kind, null);
    }

    private static JsonNode only(String kind, String name) {
        List<JsonNode> found = OBJECTS.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object ->
                        name == null || object.at("/metadata/name").asText().equals(name))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    private static List<String> values(JsonNode list, String pointer) {
        return stream(list).map(entry -> entry.at(pointer).asText()).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
