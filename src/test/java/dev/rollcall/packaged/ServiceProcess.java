package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One process of the packaged service: the native executable if there is one, or else the jar. */
public final class ServiceProcess implements AutoCloseable {

    static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private static final String LISTENING = "Listening on:";

    private static final Path NATIVE = Path.of(System.getProperty("native.image.path", "target/none"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final Path output;
    private final int port;
    private final int managementPort;

    private ServiceProcess(Process process, Path output, int port, int managementPort) {
        this.process = process;
        this.output = output;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** Starts a process with these environment variables as its only settings. */
    public static ServiceProcess start(Map<String, String> settings) {
        return start(Path.of(""), settings);
    }

    /** Starts a process in a working directory, where it finds {@code .env} and {@code config/application.properties}. */
    static ServiceProcess start(Path directory, Map<String, String> settings) {
        return start(directory, settings, List.of());
    }

    /** Starts a process that may have this many files and connections open at the same time. */
    static ServiceProcess startWithOpenFiles(int limit, Map<String, String> settings) {
        return start(Path.of(""), settings, List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"));
    }

    private static ServiceProcess start(Path directory, Map<String, String> settings, List<String> launcher) {
        return start(directory, settings, launcher, ClassArchive.options());
    }

    /** Starts a process that records its classes when it ends. */
    static ServiceProcess start(Map<String, String> settings, List<String> options) {
        return start(Path.of(""), settings, List.of(), options);
    }

    private static ServiceProcess start(
            Path directory, Map<String, String> settings, List<String> launcher, List<String> options) {
        try {
            Path output = Files.createTempFile("rollcall", ".log");
            int port = FreePort.find();
            List<String> command = new ArrayList<>(launcher);
            if (isNative()) {
                command.add(NATIVE.toAbsolutePath().toString());
            } else {
                command.add(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
                Stream.of(System.getProperty("service.jvm", "").split(" "))
                        .filter(option -> !option.isEmpty())
                        .forEach(command::add);
                command.addAll(options);
                command.add("-jar");
                command.add(JAR.toAbsolutePath().toString());
            }
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("ROLLCALL_"));
            builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
            int managementPort = FreePort.find();
            builder.environment().put("QUARKUS_MANAGEMENT_PORT", String.valueOf(managementPort));
            builder.environment().putAll(settings);
            return new ServiceProcess(builder.start(), output, port, managementPort);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static boolean isNative() {
        return Files.isExecutable(NATIVE);
    }

    /** Waits until the log contains a text. */
    public ServiceProcess awaitOutput(String text) throws InterruptedException {
        assertThat(prints(text)).as(output()).isTrue();
        return this;
    }

    /** Waits until the log contains a text or the process ends, at most 2 minutes. Returns whether it contains the text. */
    private boolean prints(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!output().contains(text) && System.nanoTime() < deadline) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return output().contains(text);
    }

    /** Waits until the process listens or ends. Returns whether it listens. */
    boolean listens() throws InterruptedException {
        return prints(LISTENING);
    }

    public ServiceProcess awaitListening() throws InterruptedException {
        return awaitOutput(LISTENING);
    }

    public int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(output()).isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM, as Kubernetes does. */
    public void terminate() {
        process.destroy();
    }

    /** Kills the process, whatever it is doing. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return call(path, "token " + token);
    }

    /** Sends the request of {@link #get}, and does not wait for the response. */
    public CompletableFuture<HttpResponse<String>> start(String path, String token) {
        return HTTP.sendAsync(
                request(path)
                        .header("Authorization", "token " + token)
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> call(String path, String authorization) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", authorization));
    }

    public HttpResponse<String> post(String path, String token, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Authorization", "token " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** A request that the test completes and {@linkplain #send sends}. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    }

    public int port() {
        return port;
    }

    /** Sends a GET to the management port. */
    HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + path)));
    }

    /** Reads a metric. The name includes the labels, as in the output for Prometheus. */
    double metric(String name) throws IOException, InterruptedException {
        return manage("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("/q/metrics has no " + name));
    }

    /** {@return the most memory that the process ever had in RAM, in bytes} Only on Linux. */
    long peakMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        kill();
        output.toFile().delete();
    }
}
