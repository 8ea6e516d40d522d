package io.sluice.proxy;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.session.SessionDirectives;
import io.sluice.ssh.BackendSsh;
import io.sluice.ssh.BackendSshDirectives;
import io.sluice.ssh.BackendSshSettings;
import io.sluice.ssh.BackendTerms;
import io.sluice.ssh.FrontendSettings;
import io.sluice.ssh.FrontendSsh;
import io.sluice.ssh.KnownHosts;
import io.sluice.ssh.OwnHostKeys;
import io.sluice.ssh.PhraseProgram;
import io.sluice.ssh.SshDirectives;
import io.sluice.ssh.SshLibrary;
import io.sluice.ssh.VersionText;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// SSH as a virtual host speaks it: with its clients, and with its backends.
record SshSides(FrontendSsh frontend, BackendSsh backend, BackendTerms terms) {
    static final List<Directive<?>> MADE_OF = Stream.of(
                    SshDirectives.ALL, BackendSshDirectives.ALL, List.of(SessionDirectives.SERVER_IDENT))
            .<Directive<?>>flatMap(List::stream)
            .toList();

    /// Which virtual host it is.
    ///
    /// @param name its name and port
    /// @param number its place in the configuration, from 1 on
    record Place(String name, int number) {}

    /// Makes them of directives; empty if they cannot be made, with the reason in the problems.
    static Optional<SshSides> of(
            DirectiveSet host,
            Place place,
            KnownHosts hosts,
            String version,
            Consumer<String> log,
            List<Problem> problems) {
        SshLibrary.prepare();
        var frontend = FrontendSettings.terms(host, version, log, problems);
        var settings = BackendSshSettings.of(host);
        var phrases =
                settings.phraseProvider().map(program -> new PhraseProgram(program, place.name(), PhraseProgram.LIMIT));
        var terms = new BackendTerms(
                settings,
                VersionText.of(host.get(SessionDirectives.SERVER_IDENT), "mod_proxy", "/", version),
                OwnHostKeys.load(settings.hostKeys(), phrases, log),
                hosts,
                place.number());
        if (frontend.isEmpty()) {
            var at = host.setting(SshDirectives.ENGINE).orElseThrow().position();
            problems.add(new Problem(
                    Severity.ERROR,
                    at,
                    "fatal: SFTPEngine: no usable SFTPHostKey configured, SFTPEngine is on on " + at));
        }
        return frontend.map(each -> new SshSides(new FrontendSsh(each), new BackendSsh(terms), terms));
    }
}
