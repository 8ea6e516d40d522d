package io.sluice.tls.openssl;

import java.lang.foreign.Linker;

/// Functions of `libcrypto` that are called, with their shapes. Touched only where [OpenSsl#hindrance()] is none.
final class Crypto {
    static final Call OPENSSL_VERSION = of("OpenSSL_version", "PI");

    /// Short ones, which may see Java's own arrays.
    static final Call BIO_READ = of("BIO_read", "IPPI", Linker.Option.critical(true));

    static final Call BIO_WRITE = of("BIO_write", "IPPI", Linker.Option.critical(true));
    static final Call BIO_CTRL_PENDING = of("BIO_ctrl_pending", "LP", Linker.Option.critical(false));
    static final Call BIO_NEW = of("BIO_new", "PP");
    static final Call BIO_S_MEM = of("BIO_s_mem", "P");

    static final Call ERR_CLEAR_ERROR = of("ERR_clear_error", "V", Linker.Option.critical(false));
    static final Call ERR_GET_ERROR = of("ERR_get_error", "L");
    static final Call ERR_REASON_ERROR_STRING = of("ERR_reason_error_string", "PL");

    static final Call D2I_X509 = of("d2i_X509", "PPPL");
    static final Call I2D_X509 = of("i2d_X509", "IPP");
    static final Call X509_FREE = of("X509_free", "VP");
    static final Call X509_CHECK_HOST = of("X509_check_host", "IPPLIP");
    static final Call X509_CHECK_IP_ASC = of("X509_check_ip_asc", "IPPI");
    static final Call X509_STORE_CTX_GET0_CERT = of("X509_STORE_CTX_get0_cert", "PP");
    static final Call X509_STORE_CTX_GET0_UNTRUSTED = of("X509_STORE_CTX_get0_untrusted", "PP");
    static final Call X509_STORE_CTX_GET_EX_DATA = of("X509_STORE_CTX_get_ex_data", "PPI");
    static final Call X509_STORE_CTX_SET_ERROR = of("X509_STORE_CTX_set_error", "VPI");

    static final Call D2I_AUTO_PRIVATE_KEY = of("d2i_AutoPrivateKey", "PPPL");
    static final Call D2I_KEY_PARAMS = of("d2i_KeyParams", "PIPPL");
    static final Call EVP_PKEY_FREE = of("EVP_PKEY_free", "VP");

    static final Call SK_NEW_NULL = of("OPENSSL_sk_new_null", "P");
    static final Call SK_PUSH = of("OPENSSL_sk_push", "IPP");
    static final Call SK_NUM = of("OPENSSL_sk_num", "IP");
    static final Call SK_VALUE = of("OPENSSL_sk_value", "PPI");
    static final Call SK_FREE = of("OPENSSL_sk_free", "VP");

    static final Call EVP_AES_256_CBC = of("EVP_aes_256_cbc", "P");
    static final Call EVP_ENCRYPT_INIT = of("EVP_EncryptInit_ex", "IPPPPP");
    static final Call EVP_DECRYPT_INIT = of("EVP_DecryptInit_ex", "IPPPPP");
    static final Call EVP_MAC_CTX_SET_PARAMS = of("EVP_MAC_CTX_set_params", "IPP");

    static final Call MALLOC = of("CRYPTO_malloc", "PLPI");

    private Crypto() {}

    private static Call of(String name, String shape, Linker.Option... options) {
        return Call.of(OpenSsl.libcrypto(), name, shape, options);
    }
}
