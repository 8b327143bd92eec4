using System.Security.Cryptography;
using System.Text;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>Sites of one contract with real keys, and the messages of an honest run among them.</summary>
internal sealed class TestFederation : IDisposable
{
    public TestFederation(int sites)
    {
        Sites = [.. Enumerable.Range(0, sites).Select(i => $"s{i:00}")];
        Identities = [.. Sites.Select(_ => IdentityKey.Create())];
        Records = [.. Sites.Select(_ => new InMemoryTallyRecord())];
        for (var i = 0; i < sites; i++)
            Roster.Entries.Add(new RosterEntry { Site = Sites[i], IdentityKey = ByteString.CopyFrom(Identities[i].PublicKey) });
        Binding = BindingOf("run 1");
        Sessions = [.. Enumerable.Range(0, sites).Select(i => SessionOf(i, Binding))];
    }

    public string[] Sites { get; }

    public IdentityKey[] Identities { get; }

    public InMemoryTallyRecord[] Records { get; }

    public Roster Roster { get; } = new();

    public RunBinding Binding { get; set; }

    public SiteSession[] Sessions { get; set; }

    public static byte[] Bytes(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static TallyLayout LayoutOf(int length, double bound = 1e6, int fractionBits = 64, Ring ring = Ring.Bits128) =>
        new() { Ring = ring, Blocks = { new TallyBlock { Name = "sums", Length = (uint)length, Bound = bound, FractionBits = fractionBits } } };

    public RunBinding BindingOf(string run) =>
        new(Bytes(run)[..16], Bytes("contract"), Bytes("question"), Roster, new byte[32], Sites);

    public SiteSession SessionOf(int site, RunBinding binding, SitePast? past = null) =>
        new(Sites[site], binding, Identities[site], Records[site], past);

    /// <summary>Starts all sites again under the same contract, with what each has recorded.</summary>
    public void Restart(string run)
    {
        foreach (var session in Sessions) session.Dispose();
        Binding = BindingOf(run);
        Sessions = [.. Sites.Select((_, i) => SessionOf(i, Binding, SitePast.None with { Totals = Records[i].Totals }))];
    }

    public Hellos Greet()
    {
        var hellos = new Hellos { Run = ByteString.CopyFrom(Binding.Run) };
        foreach (var session in Sessions) hellos.Hellos_.Add(session.CreateHello());
        return hellos;
    }

    public PeerShares[] Share(Hellos hellos) => SharesFor([.. Sessions.Select(s => s.AcceptHellos(hellos.Clone()))]);

    /// <summary>What the coordinator hands on to each site.</summary>
    public PeerShares[] SharesFor(PeerShares[] sent) =>
    [
        .. Sites.Select(site => new PeerShares
        {
            Run = ByteString.CopyFrom(Binding.Run),
            Shares = { sent.SelectMany(s => s.Shares).Where(s => s.To == site) },
        }),
    ];

    public void SetUp()
    {
        var shares = Share(Greet());
        for (var i = 0; i < Sessions.Length; i++) Sessions[i].AcceptShares(shares[i]);
    }

    /// <summary>One honest sum: the total at every site and at the coordinator.</summary>
    public (double[][] AtSites, double[] AtCoordinator) Sum(string step, TallyLayout layout, double[][] tallies, uint attempt = 1)
    {
        var sum = Add(step, layout, tallies, attempt);
        return ([.. Sessions.Select(s => Deliver(s, sum.Chunks()))], sum.Decode());
    }

    public CoordinatorSum Add(string step, TallyLayout layout, double[][] tallies, uint attempt = 1)
    {
        var sum = new CoordinatorSum(Binding.Run, Sessions[0].Index + 1, Bytes(step), layout, Sites, attempt);
        for (var i = 0; i < Sites.Length; i++)
            foreach (var chunk in Sessions[i].Mask(Bytes(step), layout, tallies[i], attempt)) sum.Add(Sites[i], chunk);
        Assert.True(sum.IsComplete);
        return sum;
    }

    public static double[] Deliver(SiteSession session, IEnumerable<TotalChunk> chunks)
    {
        double[]? total = null;
        foreach (var chunk in chunks) total = session.Accept(chunk) ?? total;
        Assert.NotNull(total);
        return total;
    }

    public void Dispose()
    {
        foreach (var session in Sessions) session.Dispose();
        foreach (var identity in Identities) identity.Dispose();
    }
}
