using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>
/// Every recorded version of the protocol that is spoken still: the bytes that its agents sent, given to today's coordinator, and the bytes that its
/// coordinator sent, given to today's site.
/// </summary>
/// <remarks>
/// It holds the messages, what is hashed and signed, keys, masks, stamps, and the steps of the program to what they were. Streams, certificates and
/// the gate are not in it: those are played by <see cref="VersionTests"/>. FEDONCO_RECORD_PROTOCOL=1 records the present version where it has no
/// recording; one that is there is never written again.
/// </remarks>
public sealed class RecordedRunTests
{
    private static string FileOf(uint version) => Path.Combine(SiteItPagesTests.Root(AppContext.BaseDirectory), "tests", "FedOnco.Federation.Tests", "Versions", "recorded", $"protocol-{version}.txt");

    public static TheoryData<uint> Spoken() => [.. Coordinator.Agents.ProtocolVersions.Spoken];

    [Theory]
    [MemberData(nameof(Spoken))]
    public async Task Coordinator_RecordedAgents_AddsTheRecordedTotals(uint version)
    {
        var run = await ReadAsync(version);
        var sent = run.Contract.Sites.ToDictionary(s => s, run.SentBy);
        var down = run.SentToAll();
        Assert.Equal(down.Dequeue(), Bytes(run.Offer));
        FromAgent Next(string site) => FromAgent.Parser.ParseFrom(sent[site].Dequeue());
        var setUp = new CoordinatorSetUp(run.Offer.Run.Memory, run.Contract.Sites);
        foreach (var site in run.Contract.Sites) setUp.Add(site, Next(site).Hello);
        Assert.Equal(down.Dequeue(), Bytes(new FromCoordinator { Hellos = setUp.Hellos }));
        foreach (var site in run.Contract.Sites) setUp.Add(site, Next(site).Shares);
        Assert.All(run.Contract.Sites, s => Assert.Equal(run.SharesFor(s), setUp.Shares![s])); // All shares were added.
        var transcript = new Transcript(run.Binding.ContractHash, run.Contract.RosterHash.Span, run.Contract.HistoryHash.Span);
        var sums = 0;
        var totals = await QuestionProgram.RunAsync(run.Analysis, run.Context, new Played(step =>
        {
            var sum = new CoordinatorSum(run.Offer.Run.Memory, (ulong)++sums, step.Hash(), step.Layout, run.Contract.Sites);
            foreach (var site in run.Contract.Sites)
            {
                while (!sum.HasAll(site)) sum.Add(site, Next(site).Tally);
            }

            foreach (var chunk in sum.Chunks()) Assert.Equal(down.Dequeue(), Bytes(new FromCoordinator { Total = chunk }));
            transcript.Append(step.Hash(), sum.TotalHash());
            return new Total(step.Layout, sum.Decode());
        }), TestContext.Current.CancellationToken);
        var ends = run.Contract.Sites.Select(s => Next(s).End).ToList();
        RunCertificate.Require(run.Binding, ends);
        Assert.All(ends, e => Assert.Equal(transcript.Hash, e.LastHash.ToByteArray()));
        Assert.NotEmpty(run.Analysis.Report(run.Context, totals).Tidy.Columns);
        Assert.True(sums > 2 && down.Count == 0 && sent.Values.All(s => s.Count == 0));
    }

    [Theory]
    [MemberData(nameof(Spoken))]
    public async Task Site_RecordedCoordinator_SendsTheRecordedBytes(uint version)
    {
        var run = await ReadAsync(version);
        foreach (var site in run.Contract.Sites)
        {
            Queue<byte[]> sent = run.SentBy(site), down = run.SentToAll();
            var tallies = run.TalliesOf(site);
            down.Dequeue();
            FromCoordinator Next() => FromCoordinator.Parser.ParseFrom(down.Dequeue());
            using var session = run.SessionOf(site);
            Assert.Equal(sent.Dequeue(), Bytes(new FromAgent { Hello = session.CreateHello() }));
            // Each share is sealed under a nonce of its own: what is inside is opened by the peer, below.
            Assert.Equal(Bare(FromAgent.Parser.ParseFrom(sent.Dequeue())), Bare(new FromAgent { Shares = session.AcceptHellos(Next().Hellos) }));
            session.AcceptShares(run.SharesFor(site));
            await QuestionProgram.RunAsync(run.Analysis, run.Context, new Played(step =>
            {
                foreach (var chunk in session.Mask(step.Hash(), step.Layout, tallies.Dequeue())) Assert.Equal(sent.Dequeue(), Bytes(new FromAgent { Tally = chunk }));
                while (true)
                {
                    if (session.Accept(Next().Total) is { } total) return new Total(step.Layout, total);
                }
            }), TestContext.Current.CancellationToken);
            Assert.Equal(sent.Dequeue(), Bytes(new FromAgent { End = session.CreateEnd() }));
            Assert.True(sent.Count == 0 && down.Count == 0 && tallies.Count == 0);
        }
    }

    private static async Task<RecordedRun> ReadAsync(uint version)
    {
        var file = FileOf(version);
        if (Environment.GetEnvironmentVariable("FEDONCO_RECORD_PROTOCOL") == "1" && !File.Exists(file)) (await RecordedRun.RecordAsync()).Write(file);
        Assert.True(File.Exists(file), $"{file} is missing: FEDONCO_RECORD_PROTOCOL=1 records it, once, before the protocol changes.");
        return new RecordedRun(Recording.Read(file));
    }

    private static byte[] Bytes(Google.Protobuf.IMessage message) => Google.Protobuf.MessageExtensions.ToByteArray(message);

    private static FromAgent Bare(FromAgent shares)
    {
        foreach (var share in shares.Shares.Shares)
        {
            Assert.NotEmpty(share.Sealed);
            share.Sealed = Google.Protobuf.ByteString.CopyFrom(new byte[share.Sealed.Length]);
        }

        return shares;
    }

    private sealed class Played(Func<Step, Total> sum) : IFederation
    {
        public Task<Total> SumAsync(Step step, CancellationToken cancellationToken) => Task.FromResult(sum(step));
    }
}
