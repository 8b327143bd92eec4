using System.Buffers.Binary;
using System.Numerics;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>A coordinator or a peer that cheats during a sum.</summary>
public sealed class SumAttackTests : IDisposable
{
    private static readonly TallyLayout Layout = TestFederation.LayoutOf(4);
    private readonly TestFederation _federation = new(3);
    private readonly double[][] _tallies = [[1, 10, 100, 1000], [2, 20, 200, 2000], [4, 40, 400, 4000]];

    public void Dispose() => _federation.Dispose();

    [Fact]
    public void Add_OneSiteDerivedAnotherStep_IsStepMismatch()
    {
        _federation.SetUp();
        var sum = NewSum("step", 1);
        var chunk = _federation.Sessions[0].Mask(TestFederation.Bytes("chosen step"), Layout, _tallies[0]).Single();
        SetUpAttackTests.Fails(ErrorReason.StepMismatch, () => sum.Add("s00", chunk));
    }

    [Fact]
    public void Accept_OneSiteMaskedAnotherStepAndTheCoordinatorHidIt_IsUnverifiedEverywhere()
    {
        _federation.SetUp();
        var sum = NewSum("step", 1);
        for (var u = 0; u < 3; u++)
            sum.Add(_federation.Sites[u], Relabelled(_federation.Sessions[u].Mask(TestFederation.Bytes(u == 1 ? "chosen step" : "step"), Layout, _tallies[u]).Single(), "step", 1));
        Assert.DoesNotContain(7.0, sum.Decode());
        Unverified(0, [.. sum.Chunks()]);
        Unverified(2, [.. sum.Chunks()]);
        // The site that was led astray sees that the coordinator added another step than its own.
        SetUpAttackTests.Fails(ErrorReason.StepMismatch, () => _federation.Sessions[1].Accept(sum.Chunks().Single()));
    }

    public static TheoryData<string> Forgeries => new(
        "one element", "stamp", "the same to element 1 and stamp", "the same to last element and stamp", "scaled", "swapped elements", "negated", "stamp of another sum", "zero", "over the limit");

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Accept_ForgedTotal_IsUnverifiedAndEndsTheSession(string forgery)
    {
        _federation.SetUp();
        var first = _federation.Add("step 1", Layout, _tallies).Chunks().Single();
        foreach (var session in _federation.Sessions) session.Accept(first);
        var honest = _federation.Add("step 2", Layout, _tallies).Chunks().Single();
        var forged = honest.Clone();
        var elements = honest.Elements.ToByteArray();
        var stamp = honest.Stamp.ToByteArray();
        Forge(forgery, elements, stamp, first);
        forged.Elements = ByteString.CopyFrom(elements);
        forged.Stamp = ByteString.CopyFrom(stamp);
        Unverified(0, [forged]);
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => _federation.Sessions[0].Accept(honest));
        // A site that was sent the honest total has it.
        Assert.Equal([7, 70, 700, 7000], _federation.Sessions[1].Accept(honest)!);
    }

    [Fact]
    public void Accept_TotalOfAnEarlierSumRelabelled_IsUnverified()
    {
        _federation.SetUp();
        var first = _federation.Add("step 1", Layout, _tallies).Chunks().Single();
        foreach (var session in _federation.Sessions) session.Accept(first);
        var second = _federation.Add("step 2", Layout, _tallies).Chunks().Single();
        var replayed = first.Clone();
        (replayed.Index, replayed.StepHash) = (second.Index, second.StepHash);
        Unverified(0, [replayed]);
    }

    [Theory]
    [InlineData(new[] { 0, 1 })]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 0, 1, 1, 2 })]
    public void Accept_TotalOfASubsetOrOneSiteTwice_IsUnverified(int[] counted)
    {
        _federation.SetUp();
        var chunks = _federation.Sessions.Select((s, u) => s.Mask(TestFederation.Bytes("step"), Layout, _tallies[u]).Single()).ToArray();
        string[] names = [.. counted.Select((_, i) => $"x{i}")];
        if (names.Length == 1) names = ["x0", "x1"];
        var sum = new CoordinatorSum(_federation.Binding.Run, 1, TestFederation.Bytes("step"), Layout, names);
        for (var i = 0; i < names.Length; i++)
        {
            var chunk = i < counted.Length ? chunks[counted[i]] : new TallyChunk(chunks[0]) { Elements = ByteString.CopyFrom(new byte[64]), Stamp = ByteString.CopyFrom(new byte[16]) };
            sum.Add(names[i], chunk);
        }

        Unverified(0, [.. sum.Chunks()]);
    }

    [Fact]
    public void Accept_AttemptsMixed_IsUnverified()
    {
        _federation.SetUp();
        var sum = NewSum("step", 2);
        for (var u = 0; u < 3; u++)
            sum.Add(_federation.Sites[u], Relabelled(_federation.Sessions[u].Mask(TestFederation.Bytes("step"), Layout, _tallies[u], u == 0 ? 1u : 2u).Single(), "step", 2));
        Unverified(1, [.. sum.Chunks()]);
    }

    [Fact]
    public void Accept_IndicesMixed_IsUnverified()
    {
        _federation.SetUp();
        var first = _federation.Sessions.Select((s, u) => s.Mask(TestFederation.Bytes("step"), Layout, _tallies[u]).Single()).ToArray();
        var total = NewSum("step", 1);
        for (var u = 0; u < 3; u++) total.Add(_federation.Sites[u], first[u]);
        foreach (var session in _federation.Sessions) session.Accept(total.Chunks().Single());
        var sum = new CoordinatorSum(_federation.Binding.Run, 2, TestFederation.Bytes("step"), Layout, _federation.Sites);
        for (var u = 0; u < 3; u++)
        {
            var chunk = _federation.Sessions[u].Mask(TestFederation.Bytes("step"), Layout, _tallies[u]).Single();
            sum.Add(_federation.Sites[u], u == 0 ? new TallyChunk(first[0]) { Index = 2 } : chunk);
        }

        Unverified(1, [.. sum.Chunks()]);
    }

    [Fact]
    public void Accept_LateDuplicateOrForeignTotal_IsDropped()
    {
        _federation.SetUp();
        var total = _federation.Add("step 1", Layout, _tallies).Chunks().Single();
        Assert.Null(_federation.Sessions[0].Accept(new TotalChunk(total) { Run = ByteString.CopyFrom(new byte[16]) }));
        Assert.Null(_federation.Sessions[0].Accept(new TotalChunk(total) { Index = 7 }));
        Assert.Null(_federation.Sessions[0].Accept(new TotalChunk(total) { Attempt = 5 }));
        Assert.Equal([7, 70, 700, 7000], _federation.Sessions[0].Accept(total)!);
        Assert.Null(_federation.Sessions[0].Accept(total));
        Assert.Equal(1UL, _federation.Sessions[0].Index);
    }

    [Fact]
    public void Add_DuplicateLateOrForeignChunk_IsCountedOnce()
    {
        _federation.SetUp();
        var sum = NewSum("step", 1);
        var chunks = _federation.Sessions.Select((s, u) => s.Mask(TestFederation.Bytes("step"), Layout, _tallies[u]).Single()).ToArray();
        Assert.False(sum.Add("s00", chunks[0]));
        Assert.False(sum.Add("s00", chunks[0]));
        Assert.False(sum.Add("s01", new TallyChunk(chunks[1]) { Run = ByteString.CopyFrom(new byte[16]) }));
        Assert.False(sum.Add("s01", new TallyChunk(chunks[1]) { Attempt = 2 }));
        Assert.False(sum.Add("s01", new TallyChunk(chunks[1]) { Index = 2 }));
        Assert.False(sum.HasAll("s01"));
        Assert.False(sum.Add("s01", chunks[1]));
        Assert.True(sum.Add("s02", chunks[2]));
        Assert.False(sum.Add("s02", chunks[2]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => sum.Add("s77", chunks[2]));
        Assert.Equal([7, 70, 700, 7000], sum.Decode());
    }

    [Fact]
    public void Mask_SecondAttemptWithAnotherTally_IsTallyChanged()
    {
        _federation.SetUp();
        _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, _tallies[0]);
        SetUpAttackTests.Fails(ErrorReason.TallyChanged, () => _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, new double[] { 1, 10, 100, 1000.5 }, 2));
    }

    [Fact]
    public void Mask_AfterRestartWithAnotherTally_IsTallyChanged()
    {
        _federation.SetUp();
        _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, _tallies[0]);
        _federation.Restart("run 2");
        _federation.SetUp();
        SetUpAttackTests.Fails(ErrorReason.TallyChanged, () => _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, new double[] { 0, 10, 100, 1000 }));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 9)]
    public void Mask_AttemptFallsOrIsBeyondEight_IsRefused(uint first, uint second)
    {
        _federation.SetUp();
        _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, _tallies[0], first);
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, _tallies[0], second));
    }

    [Fact]
    public void Mask_AnotherStepAtTheSameIndex_IsStepMismatch()
    {
        _federation.SetUp();
        _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, _tallies[0]);
        SetUpAttackTests.Fails(ErrorReason.StepMismatch, () => _federation.Sessions[0].Mask(TestFederation.Bytes("chosen step"), Layout, _tallies[0], 2));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Mask_TallyOfAnotherLengthThanTheLayout_IsRefused(int length)
    {
        _federation.SetUp();
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, new double[length]));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(63)]
    [InlineData(80)]
    [InlineData(0)]
    public void Add_ChunkLongerOrShorterThanTheLayout_IsRefused(int bytes)
    {
        _federation.SetUp();
        var chunk = _federation.Sessions[0].Mask(TestFederation.Bytes("step"), Layout, _tallies[0]).Single();
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => NewSum("step", 1).Add("s00", new TallyChunk(chunk) { Elements = ByteString.CopyFrom(new byte[bytes]) }));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(80)]
    public void Accept_TotalLongerOrShorterThanTheLayout_IsUnverified(int bytes)
    {
        _federation.SetUp();
        var total = _federation.Add("step", Layout, _tallies).Chunks().Single();
        Unverified(0, [new TotalChunk(total) { Elements = ByteString.CopyFrom(new byte[bytes]) }]);
    }

    [Fact]
    public void Accept_PeerBeyondItsBound_IsUnverified()
    {
        _federation.SetUp();
        var sum = NewSum("step", 1);
        for (var u = 0; u < 3; u++)
        {
            // A peer that encodes under a wider bound: the stamp is right and the total is over n * bound.
            var layout = u == 2 ? TestFederation.LayoutOf(4, bound: 1e9) : Layout;
            sum.Add(_federation.Sites[u], _federation.Sessions[u].Mask(TestFederation.Bytes("step"), layout, u == 2 ? new double[] { 5e6, 0, 0, 0 } : _tallies[u]).Single());
        }

        Unverified(0, [.. sum.Chunks()]);
    }

    [Fact]
    public void Mask_OneSite_IsUniformNoise()
    {
        _federation.SetUp();
        var layout = TestFederation.LayoutOf(60_000);
        var chunk = _federation.Sessions[0].Mask(TestFederation.Bytes("step"), layout, new double[60_000]).First();
        var counts = new int[256];
        foreach (var b in chunk.Elements.Span) counts[b]++;
        var expected = chunk.Elements.Length / 256.0;
        // Chi-squared with 255 degrees of freedom: above 400 once in 10^8 runs for uniform bytes; zeros in clear give 10^8.
        Assert.InRange(counts.Sum(c => (c - expected) * (c - expected) / expected), 130, 400);
    }

    private CoordinatorSum NewSum(string step, uint attempt) =>
        new(_federation.Binding.Run, 1, TestFederation.Bytes(step), Layout, _federation.Sites, attempt);

    private static TallyChunk Relabelled(TallyChunk chunk, string step, uint attempt) =>
        new(chunk) { StepHash = ByteString.CopyFrom(TestFederation.Bytes(step)), Attempt = attempt };

    private void Unverified(int site, TotalChunk[] chunks) => SetUpAttackTests.Fails(ErrorReason.TotalUnverified, () =>
    {
        foreach (var chunk in chunks) _federation.Sessions[site].Accept(chunk);
    });

    private static void Forge(string forgery, byte[] elements, byte[] stamp, TotalChunk earlier)
    {
        switch (forgery)
        {
            case "one element": elements[3] ^= 4; break;
            case "stamp": stamp[0] ^= 1; break;
            case "the same to element 1 and stamp": AddOne(elements, 0); AddOne(stamp, 0); break;
            case "the same to last element and stamp": AddOne(elements, 48); AddOne(stamp, 0); break;
            case "scaled": for (var j = 0; j < 64; j += 16) Change(elements, j, x => x * 2); Change(stamp, 0, x => x * 2 % (BigInteger)StampField.Prime); break;
            case "swapped elements": elements.AsSpan(0, 16).ToArray().CopyTo(elements, 16); break;
            case "negated": for (var j = 0; j < 64; j += 16) Change(elements, j, x => -x); break;
            case "stamp of another sum": earlier.Stamp.Span.CopyTo(stamp); break;
            case "zero": elements.AsSpan().Clear(); break;
            case "over the limit": Change(elements, 0, x => x + (BigInteger.One << 120)); break;
            default: throw new ArgumentException(forgery);
        }
    }

    private static void AddOne(byte[] bytes, int at) => Change(bytes, at, x => x + 1);

    private static void Change(byte[] bytes, int at, Func<BigInteger, BigInteger> change) =>
        BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(at), (Int128)change(BinaryPrimitives.ReadInt128LittleEndian(bytes.AsSpan(at))));
}
