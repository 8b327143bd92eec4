using System.Diagnostics;
using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

public class MaskStreamTests
{
    // NIST SP 800-38A, F.5.1 and F.5.2 (CTR-AES128).
    private const string Key = "2b7e151628aed2a6abf7158809cf4f3c";
    private const string Plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
    private const string Cipher = "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee";
    private static readonly UInt128 FirstCounter = new(0xf0f1f2f3f4f5f6f7, 0xf8f9fafbfcfdfeff);

    [Theory]
    [InlineData(Plain, Cipher)]
    [InlineData(Cipher, Plain)]
    public void Apply_NistVectors_GiveTheKeyStream(string from, string to)
    {
        var stream = new byte[64];
        MaskStream.Apply([MaskOf(Convert.FromHexString(Key), adds: true)], stream, 16, FirstCounter);
        var portable = new byte[64];
        PortableMaskStream.Apply(Convert.FromHexString(Key), add: true, portable, 16, FirstCounter);

        Assert.Equal(stream, portable);
        Assert.Equal(to, Convert.ToHexStringLower([.. Convert.FromHexString(from).Zip(stream, (a, b) => (byte)(a ^ b))]));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    public void Apply_AnyLength_EqualsThePortablePathAndBigIntegers(int width)
    {
        foreach (var elements in new[] { 0, 1, 2, 3, 7, 8, 9, 15, 17, 1023, 1024, 1025, 5001 })
        {
            var masks = Masks(4);
            var tally = Pattern(elements * width);
            byte[] masked = [.. tally];
            MaskStream.Apply(masks, masked, width, 5);
            byte[] portable = [.. tally];
            foreach (var mask in masks) PortableMaskStream.Apply(mask.TallyKey, mask.Adds, portable, width, 5);
            Assert.Equal(portable, masked);
            Assert.Equal(WithBigIntegers(masks, tally, width), masked);
        }
    }

    // The digests were computed once; the same test runs in a process without intrinsics, so every path gives these bytes.
    [Theory]
    [InlineData(16, "3b669f04")]
    [InlineData(8, "8a63b251")]
    public void Apply_FixedKeys_GivesTheRecordedBytes(int width, string digest)
    {
        var tally = Pattern(20_001 * width);
        MaskStream.Apply(Masks(5), tally, width);
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(tally))[..8]);
    }

    [Fact]
    public void IsSupported_IntrinsicsSwitchedOff_IsFalse()
    {
        var off = Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0" || Environment.GetEnvironmentVariable("DOTNET_EnableAES") == "0";
        if (off) Assert.False(X86MaskStream.IsSupported || ArmMaskStream.IsSupported);
        else Assert.Equal(System.Runtime.Intrinsics.X86.Aes.IsSupported || System.Runtime.Intrinsics.Arm.Aes.IsSupported, X86MaskStream.IsSupported || ArmMaskStream.IsSupported);
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAES")]
    public async Task Apply_ProcessWithoutIntrinsics_GivesTheRecordedBytes(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) == "0") return;
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, Environment = { [variable] = "0" } };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet") start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var method in new[] { nameof(Apply_FixedKeys_GivesTheRecordedBytes), nameof(Apply_NistVectors_GiveTheKeyStream), nameof(IsSupported_IntrinsicsSwitchedOff_IsFalse) })
        {
            start.ArgumentList.Add("--filter-method");
            start.ArgumentList.Add($"{typeof(MaskStreamTests).FullName}.{method}");
        }

        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, output);
        Assert.Contains("succeeded: 5", output, StringComparison.Ordinal);
    }

    private static PairMask[] Masks(int count) =>
        [.. Enumerable.Range(0, count).Select(i => MaskOf(SHA256.HashData([(byte)i])[..16], adds: i % 3 != 0))];

    private static PairMask MaskOf(byte[] key, bool adds) => PairMask.OfKeys(adds, key, UInt128.Zero);

    private static byte[] Pattern(int length)
    {
        // Long runs of ones and zeros make carries and borrows through the whole element.
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (i / 8 % 4) switch { 0 => 0xFF, 1 => 0x00, 2 => (byte)(i * 37), _ => 0x80 };
        return bytes;
    }

    private static byte[] WithBigIntegers(PairMask[] masks, byte[] tally, int width)
    {
        byte[] result = [.. tally];
        foreach (var mask in masks)
        {
            var stream = new byte[result.Length + 16];
            PortableMaskStream.Apply(mask.TallyKey, add: true, stream, width, 5);
            for (var at = 0; at < result.Length; at += width)
            {
                var a = new BigInteger(result.AsSpan(at, width), isUnsigned: true);
                var k = new BigInteger(stream.AsSpan(at, width), isUnsigned: true);
                var sum = (mask.Adds ? a + k : a - k) & ((BigInteger.One << (8 * width)) - 1);
                result.AsSpan(at, width).Clear();
                sum.TryWriteBytes(result.AsSpan(at, width), out _, isUnsigned: true);
            }
        }

        return result;
    }
}
