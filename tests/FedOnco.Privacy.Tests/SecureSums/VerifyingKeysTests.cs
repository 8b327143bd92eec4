using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>Keys that are kept ready verify what they verified when they were new.</summary>
public sealed class VerifyingKeysTests
{
    [Fact]
    public void Verify_ManyAtATimeWithFewKeys_TellsRightFromWrong()
    {
        var keys = Enumerable.Range(0, 3).Select(_ => IdentityKey.Create()).ToArray();
        try
        {
            var signed = keys.Select((k, i) => k.Sign([(byte)i])).ToArray();
            Parallel.For(0, 600, i =>
            {
                int key = i % 3, of = i / 3 % 3, data = i / 9 % 3;
                Assert.Equal(key == of && data == of, IdentityKey.Verify(keys[key].PublicKey, [(byte)data], signed[of]));
            });
        }
        finally
        {
            foreach (var key in keys) key.Dispose();
        }
    }

    [Fact]
    public void Verify_MoreKeysThanAreKept_VerifiesStill()
    {
        using var first = IdentityKey.Create();
        var signature = first.Sign([1]);
        for (var i = 0; i < 1100; i++)
        {
            using var other = IdentityKey.Create();
            Assert.False(IdentityKey.Verify(other.PublicKey, [1], signature));
        }

        Assert.True(IdentityKey.Verify(first.PublicKey, [1], signature));
    }
}
