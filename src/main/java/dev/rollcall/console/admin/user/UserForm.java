package dev.rollcall.console.admin.user;

import dev.rollcall.accounts.AdministeredUser;
import dev.rollcall.accounts.ChangeUserRequest;
import dev.rollcall.accounts.CreateUserRequest;
import dev.rollcall.console.admin.Typed;

/** What an administrator types about an account. */
record UserForm(String login, String name, String email, boolean verified) {

    static final UserForm EMPTY = new UserForm("", "", "", false);

    static UserForm typed(String login, String name, String email, String verified) {
        return new UserForm(Typed.text(login), Typed.text(name), Typed.text(email), verified != null);
    }

    static UserForm of(AdministeredUser user) {
        return new UserForm(user.login(), user.name(), user.email() == null ? "" : user.email(), user.emailVerified());
    }

    CreateUserRequest create() {
        return new CreateUserRequest(login, Typed.orNull(name), Typed.orNull(email), verified, false);
    }

    /** An empty name stays as it is, because an account may have none. An empty address takes the address away. */
    ChangeUserRequest change() {
        return new ChangeUserRequest(login, Typed.orNull(name), email, verified, null, null);
    }
}
