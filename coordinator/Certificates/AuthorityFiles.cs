using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Certificates;

/// <summary>The authority in the state folder: authority.pem holds who is trusted, authority.key is the key of the one that signs.</summary>
/// <remarks>
/// While the authority is changed, authority.pem holds two: with authority-next.key the other one is prepared, without it that is the old one.
/// Each step of a change is one rename, so the power may go at any time: <see cref="Prepare"/> ends with authority.pem, <see cref="Switch"/> is the
/// rename of the next key over the old one, <see cref="Retire"/> that of authority.pem. What was written before a rename that did not come is written anew.
/// </remarks>
/// <param name="folder">The state folder.</param>
internal sealed class AuthorityFiles(string folder)
{
    private const string Fresh = ".new";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    private readonly string _key = Path.Combine(folder, "authority.key");
    private readonly string _nextKey = Path.Combine(folder, "authority-next.key");

    /// <summary>The certificates in PEM, for people.</summary>
    public string Certificates { get; } = Path.Combine(folder, "authority.pem");

    /// <summary>Another text after every change.</summary>
    public string Stamp() => string.Join(' ', new[] { Certificates, _key, _nextKey }.Select(f => $"{File.GetLastWriteTimeUtc(f).Ticks}"));

    /// <summary>Makes the first authority where there is none, or ends what a loss of power has left of that.</summary>
    /// <exception cref="FedOncoException">WrongFile where a part is missing.</exception>
    public void Complete(TimeProvider clock)
    {
        if (File.Exists(Certificates)) return;
        using var held = Hold();
        if (File.Exists(Certificates)) return;
        if (File.Exists(_key) && !File.Exists(Certificates + Fresh)) throw new FedOncoException(ErrorReason.WrongFile, $"{Certificates} is missing, {_key} is there. Restore it from the backup; without it every centre enrols again.");
        if (!File.Exists(_key))
        {
            using var made = Make(clock, _key);
            Write(Certificates + Fresh, made.ExportCertificatePem());
            Name(_key);
        }

        Name(Certificates);
    }

    /// <summary>As <see cref="StateFolder.TakeAuthority"/>.</summary>
    public IDisposable Hold() => StateFolder.TakeAuthority(folder);

    /// <summary>The authority that signs, with its key; and the other one, if there is, and whether that is the next.</summary>
    /// <exception cref="FedOncoException">WrongFile where the key is missing, damaged, not for this user or may be read by others.</exception>
    public (X509Certificate2 Signing, X509Certificate2? Other, bool IsNext) Read()
    {
        RequirePrivate(_key);
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(Certificates);
            using var key = ReadKey(_key);
            var signing = all.Count <= 2 ? all.FirstOrDefault(c => IsOf(c, key)) : null;
            var other = all.FirstOrDefault(c => c != signing);
            if (signing is not null) return (signing.CopyWithPrivateKey(key), other, other is not null && IsPrepared(other));
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            // As where they do not fit.
        }
        catch (UnauthorizedAccessException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"This user may not read {Certificates} or a key beside it. Give them to the user of the service (chown), and run commands as that user.");
        }

        throw new FedOncoException(ErrorReason.WrongFile, $"{Certificates} and {_key} are damaged or do not belong together. Restore both from the backup; without them every centre enrols again.");
    }

    /// <summary>Makes the next authority beside the one that signs.</summary>
    public void Prepare(X509Certificate2 signing, TimeProvider clock)
    {
        using var next = Make(clock, _nextKey);
        Write(Certificates + Fresh, $"{signing.ExportCertificatePem()}\n{next.ExportCertificatePem()}\n");
        Name(_nextKey);
        Name(Certificates);
    }

    /// <summary>The next one signs from now on; the key of the old one is gone.</summary>
    /// <exception cref="FedOncoException">WrongFile where others may read the next key.</exception>
    public void Switch()
    {
        RequirePrivate(_nextKey);
        File.Move(_nextKey, _key, overwrite: true);
    }

    /// <summary>The one that signs is the only one.</summary>
    public void Retire(X509Certificate2 signing)
    {
        Write(Certificates + Fresh, signing.ExportCertificatePem());
        Name(Certificates);
    }

    /// <summary>Whether a prepared authority can sign: one whose key is lost or damaged is given up by <see cref="Retire"/>.</summary>
    private bool IsPrepared(X509Certificate2 other)
    {
        if (!File.Exists(_nextKey)) return false;
        try
        {
            using var key = ReadKey(_nextKey);
            return IsOf(other, key);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsOf(X509Certificate2 certificate, ECDsa key) => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());

    private static ECDsa ReadKey(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static void RequirePrivate(string keyFile)
    {
        if (!File.Exists(keyFile)) throw new FedOncoException(ErrorReason.WrongFile, $"{keyFile} is missing. Restore it from the backup; without it every centre enrols again.");
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if ((File.GetUnixFileMode(keyFile) & ~Own) != 0) throw new FedOncoException(ErrorReason.WrongFile, $"{keyFile} may be read by others. Run chmod 600 on it, and make a new authority if someone may have read it (docs/site-it/renew.md).");
    }

    /// <summary>A new authority; its key is written and has no name yet.</summary>
    private static X509Certificate2 Make(TimeProvider clock, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedOnco certificate authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = clock.GetUtcNow();
        Write(keyFile + Fresh, key.ExportPkcs8PrivateKeyPem());
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Lifetime);
    }

    /// <summary>Both new files are on disk before either has its name, and the key has it first.</summary>
    private static void Name(string file) => File.Move(file + Fresh, file, overwrite: true);

    private static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
