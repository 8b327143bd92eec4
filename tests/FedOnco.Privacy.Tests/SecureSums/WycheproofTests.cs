using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>Every case of Project Wycheproof's files, invalid ones included, through the wrappers that the protocol uses.</summary>
public class WycheproofTests
{
    [Fact]
    public void Verify_EcdsaP1363_AgreesWithEveryCase()
    {
        var cases = Cases("ecdsa_secp256r1_sha256_p1363_test.json");
        foreach (var (group, test) in cases)
        {
            var verified = IdentityKey.Verify(Hex(group, "publicKeyDer"), Hex(test, "msg"), Hex(test, "sig"));
            Assert.True(verified == (Result(test) == "valid"), Name(test));
        }

        Assert.Equal(262, cases.Count);
    }

    [Fact]
    public void Agree_EcdhPoints_AgreesWithEveryCase()
    {
        var cases = Cases("ecdh_secp256r1_ecpoint_test.json");
        foreach (var (_, test) in cases) CheckAgreement(test, Hex(test, "public"));
        Assert.Equal(355, cases.Count);
    }

    [Fact]
    public void Agree_EcdhKeyInfos_AgreesWithEveryCase()
    {
        var cases = Cases("ecdh_secp256r1_test.json");
        foreach (var (_, test) in cases)
        {
            var point = PublicKeyInfo.PointOf(Hex(test, "public")).ToArray();
            // The one accepted form is stricter than X.509: malformed encodings that the file tolerates are refused, and so is a
            // valid key in another form (compressed points are shorter than 91 bytes).
            if (point.Length == 0 && Result(test) != "invalid") Assert.True(Result(test) == "acceptable" || Hex(test, "public").Length != 91, Name(test));
            else CheckAgreement(test, point);
        }

        Assert.Equal(612, cases.Count);
    }

    [Fact]
    public void SealAndOpen_AesGcm_AgreesWithEveryCase()
    {
        var cases = Cases("aes_gcm_test.json");
        foreach (var (_, test) in cases)
        {
            byte[] key = Hex(test, "key"), nonce = Hex(test, "iv"), plain = Hex(test, "msg"), associated = Hex(test, "aad");
            byte[] box = [.. nonce, .. Hex(test, "ct"), .. Hex(test, "tag")];
            if (nonce.Length != 12)
            {
                // The box has nonces of 12 bytes only.
                Assert.ThrowsAny<ArgumentException>(() => SealedBox.Seal(key, plain, associated, nonce));
                Assert.Null(SealedBox.Open(key, box, associated));
                continue;
            }

            var opened = SealedBox.Open(key, box, associated);
            if (Result(test) == "valid")
            {
                Assert.Equal(plain, opened);
                Assert.Equal(box, SealedBox.Seal(key, plain, associated, nonce));
            }
            else
            {
                Assert.True(opened is null, Name(test));
            }
        }

        Assert.Equal(316, cases.Count);
    }

    [Fact]
    public void Derive_Hkdf_AgreesWithEveryCase()
    {
        var cases = Cases("hkdf_sha256_test.json");
        foreach (var (_, test) in cases)
        {
            var key = new byte[test.GetProperty("size").GetInt32()];
            byte[] secret = Hex(test, "ikm"), salt = Hex(test, "salt"), info = Hex(test, "info");
            if (Result(test) == "valid")
            {
                KeyDerivation.Derive(secret, salt, info, key);
                Assert.Equal(Hex(test, "okm"), key);
            }
            else
            {
                Assert.ThrowsAny<ArgumentException>(() => KeyDerivation.Derive(secret, salt, info, key));
            }
        }

        Assert.Equal(86, cases.Count);
    }

    private static void CheckAgreement(JsonElement test, byte[] point)
    {
        var scalar = Hex(test, "private").AsSpan().TrimStart((byte)0);
        var secret = new byte[32];
        scalar.CopyTo(secret.AsSpan(32 - scalar.Length));
        using var key = EphemeralKey.Import(secret);
        var shared = key.Agree(point);
        // Compressed points are refused: the protocol has one form.
        var expected = Result(test) != "invalid" && point.Length == CurvePoint.Length ? Hex(test, "shared") : null;
        Assert.True(expected is null ? shared is null : expected.AsSpan().SequenceEqual(shared), Name(test));
    }

    private static List<(JsonElement Group, JsonElement Test)> Cases(string file)
    {
        var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shared.Vectors("wycheproof"), file)));
        return [.. document.RootElement.GetProperty("testGroups").EnumerateArray().SelectMany(g => g.GetProperty("tests").EnumerateArray().Select(t => (g, t)))];
    }

    private static byte[] Hex(JsonElement element, string property)
    {
        var hex = element.GetProperty(property).GetString()!;
        return Convert.FromHexString(hex.Length % 2 == 0 ? hex : "0" + hex);
    }

    private static string Result(JsonElement test) => test.GetProperty("result").GetString()!;

    private static string Name(JsonElement test) => $"case {test.GetProperty("tcId").GetInt32()}: {test.GetProperty("comment").GetString()}";
}
