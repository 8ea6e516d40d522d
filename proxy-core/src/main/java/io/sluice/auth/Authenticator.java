package io.sluice.auth;

import io.sluice.auth.LoginOutcome.Authenticated;
import io.sluice.auth.LoginOutcome.Reason;
import io.sluice.auth.LoginOutcome.Refused;
import io.sluice.config.BoundedPattern.Match;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.WireText;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The proxy's own users under one set of directives. Reads the account files when they have changed; a login costs the
/// check of at least one hash, known user or not. Safe for use from any thread, and may block on files.
public final class Authenticator {
    private static final Set<String> ANONYMOUS = Set.of("anonymous", "ftp");

    private final DirectiveSet directives;
    private final InstantSource clock;
    private final List<Asked> sources = new ArrayList<>();
    private final WatchedFile<List<String>> shells;
    private final WatchedFile<List<String>> ftpUsers;

    /// `log` takes sentences about files that cannot be read and lines that are malformed.
    public Authenticator(DirectiveSet directives, SystemFiles files, InstantSource clock, Consumer<String> log) {
        this.directives = directives;
        this.clock = clock;
        shells = new WatchedFile<>(files.shells(), Authenticator::names, log);
        ftpUsers = new WatchedFile<>(files.ftpUsers(), Authenticator::names, log);
        for (var source : directives.get(AuthDirectives.AUTH_ORDER)) {
            switch (source.module()) {
                case AuthDirectives.Source.FILE ->
                    sources.add(new Asked(
                            new UserSource.Files(
                                    directives
                                            .find(AuthDirectives.AUTH_USER_FILE)
                                            .map(file -> new UserFile(file, log)),
                                    directives
                                            .find(AuthDirectives.AUTH_GROUP_FILE)
                                            .map(file -> new GroupFile(file, log))),
                            source.authoritative()));
                case AuthDirectives.Source.UNIX ->
                    sources.add(new Asked(UserSource.Machine.of(files, log), source.authoritative()));
                default -> log.accept("AuthOrder: module '" + source.module() + "' is not present and not asked");
            }
        }
    }

    private record Asked(UserSource source, boolean authoritative) {}

    private record Found(UserSource source, UserEntry user) {}

    /// A user, for look-ups by name or group: as `AuthOrder` finds them, whether they may log in or not.
    public Optional<Authenticated> find(String name) {
        return found(name).map(found -> authenticated(found, List.of()));
    }

    /// Whether this name and password may log in.
    public LoginOutcome authenticate(String name, String password) {
        var alias = alias(name);
        var user = alias.map(AuthDirectives.Alias::user).orElse(name);
        var events = new ArrayList<String>();
        if (password.isEmpty() && !directives.get(AuthDirectives.ALLOW_EMPTY_PASSWORDS)) {
            events.add("mod_auth.empty-password");
            return new Refused(user, Reason.EMPTY_PASSWORD, events);
        }
        if (ANONYMOUS.contains(name) && isRejected(password)) {
            events.add("mod_auth.anon-reject-passwords");
            return new Refused(user, Reason.ANONYMOUS_PASSWORD, events);
        }
        if (alias.isEmpty() && directives.get(AuthDirectives.AUTH_ALIAS_ONLY)) {
            PasswordHash.pretend(password);
            return new Refused(user, Reason.NOT_AN_ALIAS, events);
        }
        var target = found(user);
        var checked = directives.get(AuthDirectives.AUTH_USING_ALIAS) ? name : user;
        var wrong = password(checked, password);
        target.ifPresent(found -> events.addAll(rootLogin(found.user())));
        if (wrong.isPresent() || target.isEmpty()) {
            return new Refused(user, wrong.orElse(Reason.NO_SUCH_USER), events);
        }
        return restriction(target.get().user())
                .<LoginOutcome>map(reason -> new Refused(user, reason, events))
                .orElseGet(() -> authenticated(target.get(), events));
    }

    /// Whether this name may log in without a password, because something else has shown who the client is.
    /// Restrictions other than those about passwords count.
    public LoginOutcome vouchedFor(String name) {
        var alias = alias(name);
        var user = alias.map(AuthDirectives.Alias::user).orElse(name);
        if (alias.isEmpty() && directives.get(AuthDirectives.AUTH_ALIAS_ONLY)) {
            return new Refused(user, Reason.NOT_AN_ALIAS, List.of());
        }
        var target = found(user);
        if (target.isEmpty()) {
            return new Refused(user, Reason.NO_SUCH_USER, List.of());
        }
        var events = rootLogin(target.get().user());
        return expired(target.get())
                .or(() -> restriction(target.get().user()))
                .<LoginOutcome>map(reason -> new Refused(user, reason, events))
                .orElseGet(() -> authenticated(target.get(), events));
    }

    private Optional<AuthDirectives.Alias> alias(String name) {
        return directives.settings(AuthDirectives.USER_ALIAS).stream()
                .map(setting -> setting.value())
                .filter(each -> each.alias().equals(name) || each.alias().equals("*"))
                .findFirst();
    }

    private Optional<Reason> expired(Found found) {
        return found.source().expired(found.user().name(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    private static List<String> rootLogin(UserEntry user) {
        return user.uid() == 0 ? List.of("mod_auth.root-login") : List.of();
    }

    private boolean isRejected(String password) {
        return directives
                .find(AuthDirectives.ANON_REJECT_PASSWORDS)
                .filter(pattern -> pattern.search(WireText.display(password)) != Match.NOT_FOUND)
                .isPresent();
    }

    /// Asks the sources in order; the first that accepts decides, or one with a star that does not.
    private Optional<Reason> password(String name, String password) {
        var reason = Reason.NO_SUCH_USER;
        for (var asked : sources) {
            var user = asked.source().find(name);
            if (user.isPresent()) {
                var wrong = wrong(asked.source(), user.get(), password);
                if (wrong.isEmpty()) {
                    return wrong;
                }
                reason = wrong.get();
            }
            if (asked.authoritative()) {
                break;
            }
        }
        if (reason == Reason.NO_SUCH_USER) {
            sources.stream()
                    .flatMap(asked -> asked.source().someHash().stream())
                    .findFirst()
                    .ifPresentOrElse(
                            hash -> PasswordHash.pretend(hash, password), () -> PasswordHash.pretend(password));
        }
        return Optional.of(reason);
    }

    private Optional<Reason> wrong(UserSource source, UserEntry user, String password) {
        var hash = directives.settings(AuthDirectives.USER_PASSWORD).stream()
                .map(setting -> setting.value())
                .filter(each -> each.user().equals(user.name()))
                .findFirst()
                .map(AuthDirectives.ReplacedHash::hash)
                .orElse(user.hash());
        if (PasswordHash.isLocked(hash)) {
            PasswordHash.pretend(password);
            return Optional.of(Reason.ACCOUNT_DISABLED);
        }
        return PasswordHash.matches(hash, password)
                ? source.expired(user.name(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                : Optional.of(Reason.INCORRECT_PASSWORD);
    }

    private Optional<Reason> restriction(UserEntry user) {
        if (user.uid() == 0 && !directives.get(AuthDirectives.ROOT_LOGIN)) {
            return Optional.of(Reason.ROOT_LOGIN);
        }
        if (directives.get(AuthDirectives.REQUIRE_VALID_SHELL)
                && !shells.content().contains(user.shell())) {
            return Optional.of(Reason.INVALID_SHELL);
        }
        return directives.get(AuthDirectives.USE_FTP_USERS)
                        && ftpUsers.content().contains(user.name())
                ? Optional.of(Reason.FTP_USERS)
                : Optional.empty();
    }

    private Optional<Found> found(String name) {
        return sources.stream()
                .flatMap(asked -> asked.source().find(name).map(user -> new Found(asked.source(), user)).stream())
                .findFirst();
    }

    private static Authenticated authenticated(Found found, List<String> events) {
        var user = found.user();
        return new Authenticated(
                user.name(), user.uid(), user.gid(), user.home(), found.source().groups(user), events);
    }

    private static List<String> names(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
