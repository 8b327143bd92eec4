using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.Health;

/// <summary>Looks at what an agent needs; changes nothing, and may be used beside a running agent.</summary>
internal sealed class Doctor(AgentHome home, TimeProvider clock)
{
    /// <summary>Certificates are valid from ten minutes before they are signed: half of it is left to the network.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private const long LeastBytes = 1L << 30;
    private static readonly string[] SecretNames = ["identity.key", "certificate.key", "local.key"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding> { Version(), Policy() };
        findings.AddRange(Data());
        findings.AddRange([Disk(), Secrets(), Certificate()]);
        findings.AddRange(await CoordinatorAsync(cancellationToken).ConfigureAwait(false));
        return findings;
    }

    private Finding Policy() => Try("policy", () =>
    {
        if (!File.Exists(home.Policy)) return new Finding("policy", false, $"{home.Policy} is missing", "Run `fedonco-agent setup`.");
        PolicyFile.Read(File.ReadAllText(home.Policy), home.Policy);
        return new Finding("policy", true, home.Policy);
    });

    /// <summary>Versions one minor number apart work together.</summary>
    private Finding Version() => Try("version", () =>
    {
        var own = $"fedonco-agent {Product.Version}, protocol {string.Join(", ", Product.ProtocolVersions)}";
        var file = AgentState.CoordinatorVersionFile(home.State);
        if (!File.Exists(file)) return new Finding("version", true, $"{own}; the coordinator's is not known before the first connection");
        if (!System.Version.TryParse(File.ReadAllText(file), out var theirs)) return new Finding("version", false, $"{own}; the coordinator told no version that can be read", "Ask whoever runs the coordinator which version it is.");
        var mine = System.Version.Parse(Product.Version);
        var good = theirs.Major == mine.Major && Math.Abs(theirs.Minor - mine.Minor) <= 1;
        return new Finding("version", good, $"{own}; the coordinator is {theirs}", good ? "" : "Upgrade the older of the two: versions one minor number apart work together.");
    });

    /// <summary>The list, and each source opened: files are there, servers answer, the columns that the catalogue names are found.</summary>
    private List<Finding> Data()
    {
        IReadOnlyList<MappedDataset> datasets = [];
        var list = Try("data", () =>
        {
            if (!File.Exists(home.Catalogue)) return new Finding("data", false, $"{home.Catalogue} is missing", "Run `fedonco-agent init`, then `fedonco-agent check`.");
            datasets = CatalogueFile.Read(File.ReadAllText(home.Catalogue), home.Catalogue, home.ReadDictionaries());
            return new Finding("data", true, $"{datasets.Count} datasets are listed; `fedonco-agent check` reads them");
        });
        return [list, .. datasets.Select(Source)];
    }

    private Finding Source(MappedDataset data) => Try("data", () =>
    {
        SourceReader.Read(data, home.Engines, (_, _) => true);
        return new Finding("data", true, $"{data.Entry.Study}/{data.Dataset.Name} opens");
    });

    private Finding Disk() => Try("disk", () =>
    {
        var folder = Directory.Exists(home.State) ? home.State : home.Folder;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return new Finding("disk", free >= LeastBytes, $"{free >> 20} MiB are free for {folder}", free >= LeastBytes ? "" : "Free at least 1 GiB: what was sent must be written before it leaves.");
    });

    private Finding Secrets()
    {
        var open = SecretNames.Select(n => Path.Combine(home.State, n)).Where(f => File.Exists(f) && !SecretMode.IsPrivate(f)).ToList();
        return new Finding("secrets", open.Count == 0, open.Count == 0 ? "only this user reads the keys" : $"others may read {string.Join(", ", open)}", open.Count == 0 ? "" : "Run chmod 600 on them, and enrol again if someone may have read them.");
    }

    private Finding Certificate() => Try("certificate", () =>
    {
        var file = Path.Combine(home.State, "certificate.pem");
        if (!File.Exists(file)) return new Finding("certificate", false, "this agent is not enrolled", "Run `fedonco-agent enrol CODE` with the one-time code from the coordinator.");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        var left = certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow().UtcDateTime;
        return new Finding("certificate", left > RenewBefore, $"valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}", left > RenewBefore ? "" : "Ask for a one-time code and run `fedonco-agent enrol CODE`.");
    });

    /// <summary>Reachability, and the clock against the coordinator's.</summary>
    private async Task<IReadOnlyList<Finding>> CoordinatorAsync(CancellationToken cancellationToken)
    {
        var address = home.Settings.Coordinator;
        var pin = Path.Combine(home.State, "authority.pem");
        if (!File.Exists(pin)) return [new Finding("coordinator", false, $"{address} was not asked: before enrolment its certificate cannot be checked", "Enrol first.")];
        try
        {
            var answer = await CoordinatorProbe.AskAsync(address, PinnedAuthorities.Read(pin), cancellationToken).ConfigureAwait(false);
            return answer.Status is { } status ? [Ready(address, status), Clock(answer.Date)] : [Unreached(address, answer.IsUntrusted)];
        }
        catch (FedOncoException)
        {
            return [new Finding("coordinator", false, $"{pin} is damaged", "Restore it, or ask for a one-time code and run `fedonco-agent enrol CODE`.")];
        }
    }

    private static Finding Ready(string address, int status) => status is >= 200 and < 300
        ? new Finding("coordinator", true, $"{address} is ready")
        : new Finding("coordinator", false, $"{address} answers with status {status}", "Tell whoever runs the coordinator.");

    private static Finding Unreached(string address, bool isUntrusted) => isUntrusted
        ? new Finding("coordinator", false, $"{address} shows a certificate that this agent does not trust", "Check the address and this machine's clock; after a change of authority that this agent was not told of, ask for a one-time code and run `fedonco-agent enrol CODE`.")
        : new Finding("coordinator", false, $"{address} cannot be reached", "Check the address, the firewall, and HTTPS_PROXY where a proxy is the way out.");

    private Finding Clock(DateTimeOffset? date)
    {
        if (date is not { } theirs) return new Finding("clock", false, "the coordinator told no time", "Compare this machine's clock with a time server.");
        var skew = (clock.GetUtcNow() - theirs).Duration();
        return new Finding("clock", skew <= MostSkew, $"{skew.TotalSeconds:F0} s from the coordinator's", skew <= MostSkew ? "" : "Set this machine's clock by a time server (NTP).");
    }

    private static Finding Try(string check, Func<Finding> look)
    {
        try
        {
            return look();
        }
        catch (Exception broken) when (broken is FedOncoException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new Finding(check, false, broken is FedOncoException ? broken.Message : "cannot be read", "Mend what is named, or let this user read it.");
        }
    }
}
