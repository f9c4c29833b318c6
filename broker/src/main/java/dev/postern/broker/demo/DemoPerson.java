package dev.postern.broker.demo;

import java.util.List;
import java.util.Optional;

/// The people of the demo, who sign in without a password.
///
/// @param login what is typed at `postern login --demo`
/// @param group the group in the id_token, which gives the role
/// @param about what the person is there for
record DemoPerson(String login, String name, String group, String about) {

    static final List<DemoPerson> ALL =
            List.of(
                    new DemoPerson(
                            "engineer",
                            "Erin Engineer",
                            "engineers",
                            "works with psql, asks for access"),
                    new DemoPerson("approver", "Ana Approver", "approvers", "decides requests"),
                    new DemoPerson("auditor", "Otto Auditor", "auditors", "reads every recording"),
                    new DemoPerson(
                            "admin", "Ada Admin", "admins", "sees, decides and ends sessions"));

    static Optional<DemoPerson> find(String login) {
        return ALL.stream().filter(person -> person.login().equals(login)).findFirst();
    }

    String email() {
        return login + "@demo.postern.example";
    }
}
