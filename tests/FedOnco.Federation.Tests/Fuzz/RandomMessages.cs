using FedOnco.Fuzz;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Federation.Tests.Fuzz;

/// <summary>Messages of any type of the protocol with any content; texts are often words that mean something to the receiver.</summary>
/// <param name="random">With a seed.</param>
/// <param name="words">Names, ids and calls that the receiver knows.</param>
/// <param name="blobs">Bytes that it knows.</param>
internal sealed class RandomMessages(Random random, IReadOnlyList<string> words, IReadOnlyList<ByteString> blobs)
{
    private const int MostDepth = 6;
    private const string Signs = "()~,\"'`=$@%\\/:*<>-\n\0é0aZ";

    public IMessage Of(MessageDescriptor type, int depth = 0)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        // Of the kinds of a oneof each is as likely as the others.
        var kinds = type.Oneofs.Where(o => !o.IsSynthetic).Select(o => o.Fields[random.Next(o.Fields.Count)]).ToHashSet();
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            if (field.RealContainingOneof is not null ? !kinds.Contains(field) : random.Next(4) == 0) continue;
            if (field.FieldType == FieldType.Message && depth >= MostDepth) continue;
            if (field.IsMap) continue;
            if (field.IsRepeated) Fill((System.Collections.IList)field.Accessor.GetValue(message), field, depth);
            else field.Accessor.SetValue(message, Value(field, depth));
        }

        return message;
    }

    private void Fill(System.Collections.IList list, FieldDescriptor field, int depth)
    {
        for (var n = random.Next(4); n > 0; n--) list.Add(Value(field, depth));
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType, depth + 1),
        FieldType.String => Text(),
        FieldType.Bytes => random.Next(3) == 0 && blobs.Count > 0 ? blobs[random.Next(blobs.Count)] : ByteString.CopyFrom(Mutations.Bytes(random, 100)),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Double => Number(),
        FieldType.Float => (float)Number(),
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 40)),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Whole(),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Whole(),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Whole(),
        _ => Whole(),
    };

    private long Whole() => random.Next(4) switch { 0 => random.Next(-2, 5), 1 => long.MaxValue, 2 => long.MinValue, _ => random.NextInt64() };

    private double Number() => random.Next(4) switch { 0 => random.Next(-2, 100), 1 => double.NaN, 2 => double.PositiveInfinity, _ => random.NextDouble() };

    private string Text() => random.Next(4) switch
    {
        0 => new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(1, 0xD000))]),
        1 => Altered(words[random.Next(words.Count)]),
        _ => words[random.Next(words.Count)],
    };

    private string Altered(string word)
    {
        if (word.Length == 0) return word;
        var characters = word.ToCharArray();
        characters[random.Next(characters.Length)] = Signs[random.Next(Signs.Length)];
        return new string(characters);
    }
}
