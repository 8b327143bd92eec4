using System.Reflection;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

public class SecretsTests
{
    [Fact]
    public void ToString_EveryTypeOfARun_HoldsNoSecret()
    {
        using var federation = new TestFederation(2);
        federation.SetUp();
        var secrets = new List<byte[]>();
        var texts = new List<string>();
        var layout = TestFederation.LayoutOf(1);
        federation.Sessions[0].Mask(TestFederation.Bytes("step"), layout, new[] { 12345.678 });
        Walk(federation.Sessions[0], secrets, texts, []);

        Assert.True(secrets.Count > 3);
        var all = string.Join('\n', texts);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(Convert.ToHexString(secret), all, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(secret), all, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("12345", all, StringComparison.Ordinal);
        // Only public types and names: no type of the protocol prints its fields.
        Assert.DoesNotContain(texts, t => t.Contains("Key =", StringComparison.Ordinal) || t.Contains("Secret", StringComparison.OrdinalIgnoreCase));
    }

    // Every object that the session holds, with the byte arrays that are secrets by name.
    private static void Walk(object node, List<byte[]> secrets, List<string> texts, HashSet<object> seen)
    {
        if (!seen.Add(node)) return;
        texts.Add(node.ToString() ?? "");
        for (var type = node.GetType(); type is not null && type.Assembly == typeof(SiteSession).Assembly; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                var value = field.GetValue(node);
                if (value is byte[] { Length: 16 or 32 } bytes && (field.Name.Contains("share", StringComparison.OrdinalIgnoreCase) || field.Name.Contains("secret", StringComparison.OrdinalIgnoreCase) || field.Name.Contains("key", StringComparison.OrdinalIgnoreCase))) secrets.Add(bytes);
                if (value is (byte[], bool)[] pairs) secrets.AddRange(pairs.Select(p => p.Item1));
                if (value is Dictionary<string, byte[]> keys) secrets.AddRange(keys.Values);
                if (value is not null && (field.FieldType.Assembly == typeof(SiteSession).Assembly)) Walk(value, secrets, texts, seen);
            }
        }
    }
}
