using GraphQL.Resolvers;
using GraphQL.Types;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>Fields whose value is read off their source.</summary>
public static class Fields
{
    /// <summary>Adds one, and returns it.</summary>
    public static FieldType Add<TSource>(ObjectGraphType type, string name, IGraphType result, string description, Func<TSource, object?> value) =>
        type.AddField(new FieldType
        {
            Name = name,
            Description = description,
            ResolvedType = result,
            Resolver = new FuncFieldResolver<object?>(context => value((TSource)context.Source!)),
        });
}
