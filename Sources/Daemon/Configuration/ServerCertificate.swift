import Ledger
import NIOSSL

extension Settings.TLS {
    /// Reads certificate chain and key, which must belong together.
    /// - Throws: `config.invalid`.
    func configuration() throws -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            // The library compares the two only here.
            _ = try NIOSSLContext(configuration: configuration)
            return configuration
        } catch {
            throw LedgerError(.configInvalid, "listen.tlsCertificate, listen.tlsKey: \(error)")
        }
    }
}
