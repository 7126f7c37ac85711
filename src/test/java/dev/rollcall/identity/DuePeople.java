package dev.rollcall.identity;

import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import dev.rollcall.vault.EncryptionKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;

/** People with an identity at GitHub that is due for a sync. The token of person 7 is {@code token-of-7}. */
public final class DuePeople {

    private DuePeople() {}

    public static void insert(FreshDatabase database, String gitHub, int count) throws SQLException {
        EncryptionKey key = new EncryptionKey(Base64.getDecoder().decode(TestSettings.ENCRYPTION_KEY));
        try (Connection connection = DriverManager.getConnection(
                        database.url(), database.settings().get("QUARKUS_DATASOURCE_USERNAME"), null);
                PreparedStatement user =
                        connection.prepareStatement("insert into app_user (id, kind, name) values (?, 'person', '')");
                PreparedStatement identity = connection.prepareStatement(
                        "insert into identity (id, user_id, provider, instance, subject) values (?, ?, 'github.com', ?, ?)");
                PreparedStatement token = connection.prepareStatement(
                        "insert into identity_token (identity_id, access_token, key_id, scopes, version, updated_at)"
                                + " values (?, ?, ?, '', 1, now())");
                PreparedStatement sync =
                        connection.prepareStatement("insert into identity_sync (identity_id, provider, instance,"
                                + " next_sync_at) values (?, 'github.com', ?, now())")) {
            connection.setAutoCommit(false);
            for (int number = 1; number <= count; number++) {
                UUID person = UUID.randomUUID();
                Identity linked = new Identity(person, IdentityProvider.GITHUB, gitHub, String.valueOf(number), "");
                user.setObject(1, person);
                user.addBatch();
                identity.setObject(1, linked.id);
                identity.setObject(2, person);
                identity.setString(3, gitHub);
                identity.setString(4, linked.subject);
                identity.addBatch();
                token.setObject(1, linked.id);
                token.setBytes(2, SealedToken.seal("token-of-" + number, null, linked, key).accessToken);
                token.setString(3, key.id);
                token.addBatch();
                sync.setObject(1, linked.id);
                sync.setString(2, gitHub);
                sync.addBatch();
            }
            user.executeBatch();
            identity.executeBatch();
            token.executeBatch();
            sync.executeBatch();
            connection.commit();
        }
    }
}
