package io.sluice.admin;

import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.net.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `get config|directives` and `config set|remove address[:port] Directive …`: the configuration in force, seen and
/// changed until the next reload.
final class Configuring {
    private static final String NOT_FOUND = ": directive not found";

    private final Admin admin;

    Configuring(Admin admin) {
        this.admin = admin;
    }

    ControlReply get(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("get: missing required parameters");
        }
        var rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "config" -> rest.isEmpty() ? everything() : some(rest);
            case "directives" ->
                rest.isEmpty()
                        ? new ControlReply(Status.OK, directives())
                        : ControlReply.wrongParameters("directives: wrong number of parameters");
            case String other -> ControlReply.wrongParameters("unknown get type requested: '" + other + "'");
        };
    }

    /// The directives there are, each with the module of ProFTPD that has it.
    private List<String> directives() {
        var table = admin.directives();
        return table.all().stream()
                .map(directive -> directive.name()
                        + table.moduleOf(directive)
                                .map(module -> " (" + module + ")")
                                .orElse(""))
                .toList();
    }

    private ControlReply everything() {
        return new ControlReply(
                Status.OK,
                servers()
                        .flatMap(directives ->
                                directives.present().stream().flatMap(each -> occurrences(directives, each).stream()))
                        .toList());
    }

    private ControlReply some(List<String> names) {
        var lines = new ArrayList<String>();
        var status = Status.OK;
        for (String name : names) {
            var found = admin.directives().directive(name).stream()
                    .flatMap(directive -> servers().flatMap(directives -> occurrences(directives, directive).stream()))
                    .toList();
            lines.addAll(found);
            if (found.isEmpty()) {
                lines.add(name + NOT_FOUND);
                status = Status.SUBJECT_NOT_FOUND;
            }
        }
        return new ControlReply(status, lines);
    }

    private Stream<DirectiveSet> servers() {
        return admin.configuration().stream()
                .flatMap(configuration ->
                        Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream()))
                .map(Configuration.ServerBlock::directives);
    }

    private static List<String> occurrences(DirectiveSet directives, Directive<?> directive) {
        return directives.settings(directive).stream()
                .map(setting -> directive.name() + shown(setting) + " on " + setting.position())
                .toList();
    }

    /// A value that cannot hold a password is shown, of others where they stand.
    private static String shown(Setting<?> setting) {
        return switch (setting.value()) {
            case Boolean on -> on ? " on" : " off";
            case Number number -> " " + number;
            case Duration time -> " " + time.toSeconds();
            case Path path -> " " + path;
            default -> "";
        };
    }

    ControlReply config(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("config: missing required parameters");
        }
        boolean sets = words.getFirst().equals("set");
        if (!sets && !words.getFirst().equals("remove")) {
            return ControlReply.wrongParameters("config: unknown config action: '" + words.getFirst() + "'");
        }
        if (words.size() < (sets ? 4 : 3)) {
            return ControlReply.wrongParameters("config " + words.getFirst() + ": missing required parameters");
        }
        var place = place(words.get(1));
        if (place.isEmpty()) {
            return ControlReply.of(Status.SUBJECT_NOT_FOUND, "config: no such server: " + words.get(1));
        }
        var name = words.get(2);
        var values = words.subList(3, words.size());
        try {
            if (sets) {
                admin.set(place.get(), name, values);
                return ControlReply.ok("config set: " + name + " configured");
            }
            if (!values.isEmpty()) {
                return ControlReply.wrongParameters("config remove: wrong number of parameters");
            }
            return admin.remove(place.get(), name)
                    ? ControlReply.ok("config remove: " + name + " removed")
                    : ControlReply.of(Status.SUBJECT_NOT_FOUND, "config remove: " + name + NOT_FOUND);
        } catch (ConfigurationException e) {
            return new ControlReply(
                    Status.ERROR,
                    e.problems().stream()
                            .map(Problem::text)
                            .map(text -> "config " + words.getFirst() + ": " + text)
                            .toList());
        } catch (IOException e) {
            return ControlReply.of(Status.ERROR, "config " + words.getFirst() + ": " + e.getMessage());
        }
    }

    /// `address[:port]`, as the reference has it here, or `address#port`, as it has it elsewhere.
    private Optional<InetSocketAddress> place(String word) {
        return admin.places().stream()
                .map(place -> place.address())
                .filter(address -> names(address).anyMatch(word::equals))
                .findFirst();
    }

    private static Stream<String> names(InetSocketAddress place) {
        var text = Addresses.text(place.getAddress());
        var bracketed = text.contains(":") ? "[" + text + "]" : text;
        var withPort = Stream.of(bracketed + ":" + place.getPort(), text + "#" + place.getPort());
        return place.getPort() == UpAndDown.USUAL_PORT ? Stream.concat(Stream.of(text), withPort) : withPort;
    }
}
