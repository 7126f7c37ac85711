package dev.rollcall.database;

import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.agroal.runtime.JdbcDriver;
import io.quarkus.arc.Unremovable;
import io.quarkus.datasource.common.runtime.DatabaseKind;
import io.quarkus.jdbc.postgresql.runtime.PostgreSQLAgroalConnectionConfigurer;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/** Decides which pooled connections stay in use. Quarkus calls it while it creates the connection pool. */
@Alternative
@Priority(1)
@Singleton
@Unremovable
@JdbcDriver(DatabaseKind.POSTGRESQL)
class PostgresqlPool extends PostgreSQLAgroalConnectionConfigurer {

    /** How long a connection may take to prove that it works. */
    private static final int VALIDATION_SECONDS = 2;

    @Override
    public void setExceptionSorter(String databaseKind, AgroalDataSourceConfigurationSupplier configuration) {
        configuration
                .connectionPoolConfiguration()
                .exceptionSorter(Outage::endsConnection)
                .connectionValidator(PostgresqlPool::isUsable);
    }

    /**
     * Whether PostgreSQL answers on an idle connection and accepts writes. PostgreSQL reports by itself when it turns
     * read-only or into a standby.
     */
    private static boolean isUsable(Connection connection) {
        try {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                return false;
            }
            PgConnection driver = connection.unwrap(PgConnection.class);
            return !"on".equals(driver.getParameterStatus("in_hot_standby"))
                    && !"on".equals(driver.getParameterStatus("default_transaction_read_only"));
        } catch (SQLException failure) {
            return false;
        }
    }
}
