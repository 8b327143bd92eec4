namespace FedOnco.Fuzz;

/// <summary>Bytes that are nearly what they were.</summary>
internal static class Mutations
{
    /// <summary>One to three changes: another byte, another bit, bytes left out, bytes twice, the end cut off.</summary>
    public static byte[] Of(byte[] bytes, Random random)
    {
        var changed = bytes.ToList();
        for (var n = random.Next(1, 4); n > 0 && changed.Count > 0; n--)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(5))
            {
                case 0: changed[at] = (byte)random.Next(256); break;
                case 1: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: changed.RemoveRange(at, Math.Min(random.Next(1, 9), changed.Count - at)); break;
                case 3: changed.InsertRange(at, changed.Skip(random.Next(changed.Count)).Take(random.Next(1, 9)).ToList()); break;
                default: changed.RemoveRange(at, changed.Count - at); break;
            }
        }

        return [.. changed];
    }

    public static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }
}
