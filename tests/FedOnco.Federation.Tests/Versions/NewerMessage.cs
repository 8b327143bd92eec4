using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>A message as a newer minor version may send it: with fields that nobody here knows.</summary>
internal static class NewerMessage
{
    /// <summary>Field 1999, a varint, which no message has.</summary>
    private static readonly byte[] Unknown = [0xF8, 0x7C, 42];

    /// <summary>Puts the unknown field into a message.</summary>
    public static void Mark(IMessage message) => message.MergeFrom(Unknown);

    /// <summary>The same message, with the unknown field in it and in the message within.</summary>
    public static T Of<T>(T message)
        where T : IMessage<T>
    {
        var copy = message.Clone();
        foreach (var field in copy.Descriptor.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message && !f.IsRepeated))
        {
            if (field.Accessor.GetValue(copy) is IMessage inner) inner.MergeFrom(Unknown);
        }

        copy.MergeFrom(Unknown);
        return copy;
    }
}
