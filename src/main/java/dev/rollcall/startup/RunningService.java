package dev.rollcall.startup;

import dev.rollcall.database.Sql;
import dev.rollcall.http.PublicAddress;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** What runs here, and what is doubtful about its configuration. For administrators. */
@Singleton
public class RunningService {

    private final Config config;
    private final PublicAddress address;
    private final Sql sql;

    RunningService(Config config, PublicAddress address, Sql sql) {
        this.config = config;
        this.address = address;
        this.sql = sql;
    }

    /** {@return the version of this replica} */
    public String version() {
        return config.getValue("quarkus.application.version", String.class);
    }

    /** {@return the version of the database server} */
    public String postgresql() {
        return sql.query(
                "The version of PostgreSQL could not be read", "select current_setting('server_version')", row -> {
                    row.next();
                    return row.getString(1);
                });
    }

    /** {@return sentences about settings of this replica that an administrator should look at} */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(UnknownVariables.warnings(config));
        if (address.insecurePublicUrl() && "http".equals(address.url().getScheme())) {
            warnings.add("rollcall.insecure-public-url lets tokens and cookies travel without encryption. Use an https"
                    + " URL for anything but a test.");
        }
        if (config.getOptionalValue("rollcall.bootstrap.token", String.class).isPresent()) {
            warnings.add("The token of the first administrator is still in the configuration. Remove"
                    + " rollcall.bootstrap.login and rollcall.bootstrap.token once you can sign in without it.");
        }
        return warnings;
    }
}
