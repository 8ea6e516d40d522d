package io.sluice.tls.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CacheDirectivesTest {

    private static <T> T value(Directive<T> directive, String... words) throws BadValue {
        return directive.parser().parse(new Arguments(List.of(words), Position.CODE));
    }

    private static void isRefused(Directive<?> directive, String text, String... words) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(directive, words))
                .satisfies(e -> assertThat(e.text()).isEqualTo(text));
    }

    @Test
    @DisplayName("CACHE-60 TLS-CFG-25 what TLSSessionCache refuses")
    void sessionCacheErrors() {
        var directive = CacheDirectives.SESSION_CACHE;

        isRefused(directive, "badly formatted parameter", "redis");
        isRefused(directive, "session cache type 'fs' not available", "fs:/path=/x");
        isRefused(directive, "'x' is not a valid timeout value", "redis:", "x");
        isRefused(directive, "timeout be greater than 1", "redis:", "0");
        isRefused(directive, "timeout be greater than 1", "internal:", "-5");
        assertThat(directive.fewestArguments()).isOne();
        assertThat(directive.mostArguments()).isEqualTo(2);
    }

    @Test
    @DisplayName("CACHE-61 TLS-CFG-26 the lifetime of sessions: 15,840 s, 1800 s with the directive, or as it says")
    void lifetimes() throws Exception {
        var directive = CacheDirectives.SESSION_CACHE;

        assertThat(directive.defaultValue()).contains(new SessionCacheChoice.Internal(Duration.ofSeconds(15_840)));
        assertThat(value(directive, "internal:")).isEqualTo(new SessionCacheChoice.Internal(Duration.ofSeconds(1800)));
        assertThat(value(directive, "internal:", "1"))
                .isEqualTo(new SessionCacheChoice.Internal(Duration.ofSeconds(1)));
        assertThat(value(directive, "shm:/file=/a&size=7", "60"))
                .isEqualTo(new SessionCacheChoice.Stored("shm", "/file=/a&size=7", Duration.ofSeconds(60)));
        assertThat(value(directive, "off")).isEqualTo(new SessionCacheChoice.Off());
    }

    @Test
    @DisplayName("CACHE-60 the type is looked up in its exact case")
    void exactCase() throws Exception {
        assertThat(value(CacheDirectives.SESSION_CACHE, "Redis:/x"))
                .isEqualTo(new SessionCacheChoice.Stored("Redis", "/x", Duration.ofSeconds(1800)));
    }

    @Test
    @DisplayName("CACHE-85 TLSStaplingCache: off in all spellings, files, stores, and no colon")
    void staplingCache() throws Exception {
        var directive = CacheDirectives.STAPLING_CACHE;

        for (String word : List.of("off", "no", "FALSE", "0")) {
            assertThat(value(directive, word)).isEqualTo(new StaplingCacheChoice.Off());
        }
        assertThat(value(directive, "fs:/path=/x")).isEqualTo(new StaplingCacheChoice.Files("/path=/x"));
        assertThat(value(directive, "redis:")).isEqualTo(new StaplingCacheChoice.Stored("redis", ""));
        isRefused(directive, "badly formatted parameter", "redis");
        assertThat(directive.mostArguments()).isOne();
    }

    @Test
    @DisplayName("TLS-OCSP-09 TLSStaplingResponder: http and https, and what is no URL")
    void responder() throws Exception {
        assertThat(value(StaplingDirectives.RESPONDER, "https://ocsp.example.com/x"))
                .isEqualTo(URI.create("https://ocsp.example.com/x"));
        isRefused(
                StaplingDirectives.RESPONDER, "error parsing URL 'ldap://x': expected http:// or https://", "ldap://x");
        isRefused(StaplingDirectives.RESPONDER, "error parsing URL 'http:///x': it names no host", "http:///x");
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(StaplingDirectives.RESPONDER, "http://a b"))
                .withMessageStartingWith("error parsing URL 'http://a b': ");
    }

    @Test
    @DisplayName("TLS-OCSP-04 TLSStaplingOptions: each word in its exact case; all lines count")
    void options() throws Exception {
        assertThat(value(StaplingDirectives.OPTIONS, "NoNonce", "NoVerify"))
                .isEqualTo(Set.of(StaplingOption.NO_NONCE, StaplingOption.NO_VERIFY));
        isRefused(StaplingDirectives.OPTIONS, ": unknown TLSStaplingOption 'nononce'", "nononce");

        var server = new DirectiveSet.Builder()
                .put(StaplingDirectives.OPTIONS, Set.of(StaplingOption.NO_NONCE))
                .put(StaplingDirectives.OPTIONS, Set.of(StaplingOption.NO_FAKE_TRY_LATER))
                .build();
        assertThat(StaplingSettings.of(DirectiveSet.EMPTY, server).options())
                .isEqualTo(Set.of(StaplingOption.NO_NONCE, StaplingOption.NO_FAKE_TRY_LATER));
    }

    @Test
    @DisplayName("TLS-OCSP-08 TLSStaplingTimeout: 10 seconds, or as it says, but not none")
    void timeout() throws Exception {
        assertThat(StaplingSettings.of(DirectiveSet.EMPTY, DirectiveSet.EMPTY).timeout())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(value(StaplingDirectives.TIMEOUT, "3")).isEqualTo(Duration.ofSeconds(3));
        isRefused(StaplingDirectives.TIMEOUT, "timeout must be greater than zero", "0");
    }

    @Test
    @DisplayName("TLS-CTL-02 CACHE-105 TLSControlsACLs knows both caches and what can be done with them")
    void controls() throws Exception {
        var directive = CacheDirectives.CONTROLS_ACLS;

        assertThat(value(directive, "all", "allow", "user", "root").actions())
                .isEqualTo(Set.of("sesscache", "ocspcache", "info", "clear", "remove"));
        isRefused(directive, ": unknown action: 'x'", "info,x", "allow", "user", "root");
        isRefused(directive, "second parameter must be 'allow' or 'deny'", "info", "x", "user", "root");
        isRefused(directive, "third parameter must be 'user' or 'group'", "info", "allow", "x", "root");
    }

    @Test
    @DisplayName("TLS-CFG-35 stapling is on where a cache is named and TLSStapling says nothing")
    void stapling() {
        var cached = new DirectiveSet.Builder()
                .put(CacheDirectives.STAPLING_CACHE, new StaplingCacheChoice.Stored("redis", ""))
                .build();
        var off = new DirectiveSet.Builder()
                .put(StaplingDirectives.STAPLING, false)
                .build();
        var on = new DirectiveSet.Builder()
                .put(StaplingDirectives.STAPLING, true)
                .build();

        assertThat(StaplingSettings.of(DirectiveSet.EMPTY, DirectiveSet.EMPTY).enabled())
                .isFalse();
        assertThat(StaplingSettings.of(cached, DirectiveSet.EMPTY).enabled()).isTrue();
        assertThat(StaplingSettings.of(cached, off).enabled()).isFalse();
        assertThat(StaplingSettings.of(DirectiveSet.EMPTY, on).enabled()).isTrue();
    }
}
