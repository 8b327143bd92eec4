using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Agent.Gate;

/// <summary>Whether a question holds all that the call language would have put into it: bytes from the network can leave anything out.</summary>
internal static class WholeQuestion
{
    public static bool Is(IMessage message) => message switch
    {
        Expression { KindCase: Expression.KindOneofCase.None } => false,
        Argument { Value: null } => false,
        Formula { Right: null } => false,
        // A model was trained by the program, and may be large.
        TrainedModel => true,
        _ => message.Descriptor.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message && !f.IsMap).All(f => IsField(f, message)),
    };

    private static bool IsField(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null => field.ContainingOneof is not null || field.GetOptions()?.GetExtension(OptionsExtensions.Argument)?.Required != true,
        IMessage one => Is(one),
        System.Collections.IEnumerable many => many.Cast<IMessage>().All(Is),
        _ => true,
    };
}
