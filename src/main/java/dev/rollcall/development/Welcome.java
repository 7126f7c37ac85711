package dev.rollcall.development;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Runs when the service listens. Adds the sample data, and prints what to type next. */
class Welcome implements QuarkusApplication {

    private final SampleData sampleData;
    private final int port;
    private final int managementPort;

    Welcome(
            SampleData sampleData,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "quarkus.management.port") int managementPort) {
        this.sampleData = sampleData;
        this.port = port;
        this.managementPort = managementPort;
    }

    @Override
    public int run(String... arguments) {
        String embedded = System.getProperty(Development.EMBEDDED_URL);
        String url = "http://localhost:" + port;
        StringBuilder message =
                new StringBuilder("\n  Rollcall listens at ").append(url).append(".\n\n");
        if (embedded == null) {
            message.append("  It uses the database of quarkus.datasource.jdbc.url and wrote no sample data into it.\n");
        } else {
            sampleData.addIfAbsent();
            sampleData.linkSampleGitLab(url + "/development/gitlab");
            message.append("  export PULUMI_ACCESS_TOKEN=")
                    .append(SampleData.TOKEN)
                    .append('\n');
            message.append("  export PULUMI_CONSOLE_DOMAIN=localhost:")
                    .append(port)
                    .append('\n');
            message.append("  pulumi login ").append(url).append('\n');
            message.append("  pulumi whoami -v\n\n");
            message.append("  or: curl -H 'Authorization: token ")
                    .append(SampleData.TOKEN)
                    .append("' ");
            message.append(url).append("/api/user\n\n");
            message.append("  Organization token  ")
                    .append(SampleData.ORGANIZATION_TOKEN)
                    .append('\n');
            message.append("  Team token          ")
                    .append(SampleData.TEAM_TOKEN)
                    .append('\n');
            message.append("  Database            psql '")
                    .append(psql(embedded))
                    .append("'\n");
        }
        message.append("  Console, mails      ").append(url).append("/, /development/mails\n");
        message.append("  API description     ").append(url).append("/api/openapi/pulumi-spec.json\n");
        message.append("  Dev UI              ").append(url).append("/q/dev-ui\n");
        message.append("  Health, metrics     http://localhost:")
                .append(managementPort)
                .append("/q/health, /q/metrics\n");
        System.out.println(message);
        Quarkus.waitForExit();
        return 0;
    }

    /** psql takes the JDBC URL without its prefix. */
    private static String psql(String jdbcUrl) {
        return jdbcUrl.replaceFirst("^jdbc:", "");
    }
}
