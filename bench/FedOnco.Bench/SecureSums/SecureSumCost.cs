using System.Diagnostics;
using System.Security.Cryptography;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Bench.SecureSums;

/// <summary>What a secure sum of 100,000 elements in 2^128 costs one site (one core) and the coordinator.</summary>
internal static class SecureSumCost
{
    private const int Elements = 100_000;
    private const int Rounds = 30;

    public static void Run(TextWriter output)
    {
        foreach (var sites in new[] { 2, 5, 20, 50 })
        {
            var (setUp, mask, verify, add, bytes) = Measure(sites);
            output.WriteLine($"{sites,2} sites: set-up {setUp:0.0} ms a site, mask and stamp {mask:0.0} ms, verify {verify:0.0} ms, coordinator adds {add:0.0} ms, upload {100.0 * bytes / (16.0 * Elements):0.00} %");
        }
    }

    private static (double SetUp, double Mask, double Verify, double Add, long Bytes) Measure(int count)
    {
        string[] sites = [.. Enumerable.Range(0, count).Select(i => $"s{i:00}")];
        IdentityKey[] keys = [.. sites.Select(_ => IdentityKey.Create())];
        var roster = new Roster();
        for (var i = 0; i < count; i++) roster.Entries.Add(new RosterEntry { Site = sites[i], IdentityKey = ByteString.CopyFrom(keys[i].PublicKey) });
        var binding = new RunBinding(RandomNumberGenerator.GetBytes(16), new byte[32], new byte[32], roster, new byte[32], sites);
        SiteSession[] sessions = [.. sites.Select((site, i) => new SiteSession(site, binding, keys[i], new NoRecord()))];
        var watch = Stopwatch.StartNew();
        var hellos = new Hellos { Run = ByteString.CopyFrom(binding.Run) };
        foreach (var session in sessions) hellos.Hellos_.Add(session.CreateHello());
        PeerShares[] sent = [.. sessions.Select(s => s.AcceptHellos(hellos))];
        for (var i = 0; i < count; i++)
            sessions[i].AcceptShares(new PeerShares { Run = hellos.Run, Shares = { sent.SelectMany(s => s.Shares).Where(s => s.To == sites[i]) } });
        var setUp = watch.Elapsed.TotalMilliseconds / count;

        var layout = new TallyLayout { Ring = Ring.Bits128, Blocks = { new TallyBlock { Name = "sums", Length = Elements, Bound = 1e9, FractionBits = 64 } } };
        double[] tally = [.. Enumerable.Range(0, Elements).Select(i => Math.Sin(i) * 1e6)];
        var (mask, verify, add, bytes) = (double.MaxValue, double.MaxValue, double.MaxValue, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var step = SHA256.HashData(BitConverter.GetBytes(round));
            var sum = new CoordinatorSum(binding.Run, (ulong)round + 1, step, layout, sites);
            var uploads = new List<TallyChunk>[count];
            for (var i = 0; i < count; i++)
            {
                watch.Restart();
                uploads[i] = [.. sessions[i].Mask(step, layout, tally)];
                mask = Math.Min(mask, watch.Elapsed.TotalMilliseconds);
            }

            watch.Restart();
            for (var i = 0; i < count; i++)
                foreach (var chunk in uploads[i]) sum.Add(sites[i], chunk);
            add = Math.Min(add, watch.Elapsed.TotalMilliseconds);
            bytes = uploads[0].Sum(c => (long)c.CalculateSize());
            List<TotalChunk> down = [.. sum.Chunks()];
            foreach (var session in sessions)
            {
                watch.Restart();
                foreach (var chunk in down) session.Accept(chunk);
                verify = Math.Min(verify, watch.Elapsed.TotalMilliseconds);
            }
        }

        return (setUp, mask, verify, add, bytes);
    }
}
