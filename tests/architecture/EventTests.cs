using System.Reflection;
using System.Text.Json;
using UrbanDataHub.Schemas.Events;
using YamlDotNet.Serialization;

namespace UrbanDataHub.Tests.Architecture;

/// <summary>The AsyncAPI document says what is sent: every event with every field, by its name on the wire, with type and obligation.</summary>
public sealed class EventTests
{
    private static readonly Dictionary<object, object> _document =
        new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(File.ReadAllText(HubRoot.Combine("schemas", "events", "asyncapi.yaml")));

    private static readonly NullabilityInfoContext _nullability = new();

    public static TheoryData<Type> Events() =>
        [.. typeof(FeaturesChanged).Assembly.GetTypes().Where(t => t.Namespace == typeof(FeaturesChanged).Namespace && t.IsPublic)];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_has_its_channel_and_the_fields_of_its_record(Type type)
    {
        var channel = Map(Map(_document["channels"])[JsonNamingPolicy.CamelCase.ConvertName(type.Name)]);
        // The exchange of RabbitMQ as MassTransit names it.
        Assert.Equal($"{type.Namespace}:{type.Name}", channel["address"]);
        AssertDescribed(type);
    }

    [Fact]
    public void Every_channel_is_an_event() =>
        Assert.Equal(Events().Select(row => JsonNamingPolicy.CamelCase.ConvertName(((Type)row).Name)).Order(), Map(_document["channels"]).Keys.Cast<string>().Order());

    private static void AssertDescribed(Type type)
    {
        var schema = Map(Map(Map(_document["components"])["schemas"])[type.Name]);
        var fields = type.GetProperties();
        var described = Map(schema["properties"]);
        Assert.Equal(fields.Select(Name), described.Keys);
        Assert.Equal(fields.Where(f => !IsNullable(f)).Select(Name), (List<object>)schema["required"]);
        foreach (var field in fields)
            AssertType(type, field.Name, field.PropertyType, IsNullable(field), Map(described[Name(field)]));
    }

    private static void AssertType(Type owner, string name, Type type, bool nullable, Dictionary<object, object> described)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.Assembly == typeof(FeaturesChanged).Assembly)
        {
            Assert.Equal($"#/components/schemas/{plain.Name}", described["$ref"]);
            AssertDescribed(plain);
            return;
        }

        var word = Word(plain);
        Assert.True(nullable ? described["type"] is List<object> types && types.SequenceEqual([word, "null"]) : described["type"].Equals(word), $"{owner.Name}.{name} is {word}{(nullable ? " or null" : "")}");
        if (plain == typeof(DateTimeOffset))
            Assert.Equal("date-time", described["format"]);
        if (word == "array")
            AssertType(owner, name + "[]", plain.GetElementType() ?? plain.GetGenericArguments()[0], nullable: false, Map(described["items"]));
    }

    private static string Word(Type type) =>
        type == typeof(string) || type == typeof(DateTimeOffset) ? "string"
        : type == typeof(long) || type == typeof(int) ? "integer"
        : type == typeof(double) ? "number"
        : type == typeof(bool) ? "boolean"
        : "array";

    private static string Name(PropertyInfo field) => JsonNamingPolicy.CamelCase.ConvertName(field.Name);

    private static bool IsNullable(PropertyInfo field) => _nullability.Create(field).ReadState == NullabilityState.Nullable;

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;
}
